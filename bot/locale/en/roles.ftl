# Roles, one-time codes and the audit log.
role-voter = voter
role-moderator = moderator
role-organiser = organiser
role-owner = owner
role-operator = operator
role-inherited = { $role } by this place’s own administration
person-forgotten = a person who was forgotten
help-role = who may do what here: list, give or take roles
usage-role = /role Ada moderator
field-whom = Whom
hint-whom = A name of the list, a mention, or “new” for a one-time code
field-role = Role
field-code = One-time code
roles-title = Who has a role in { $community }:
roles-line = • { $who } ({ $platform }): { $role }
roles-how =
    Moderators close, extend and remind; organisers launch polls and see who voted what where that was promised; owners give roles and read the audit log.
    Give a role: /role Ada moderator. Somebody new: /role new organiser makes a one-time code.
offer-new-code = One-time code for: { $role }
offer-take-role = Take the role of { $who }
done-role = { $who } was { $before } and is now { $role }.
role-already = { $who } is already { $role }.
done-code =
    Whoever enters this code first becomes { $role } of { $community }. It is good for 24 hours; pass it on in private.
    In private to the bot: /start { $code }
    In a browser: { $link }
code-owner = Welcome! { $community } is yours: you are its owner. You say who may do what with /role, and see what was done with /audit.
code-organiser = Welcome! You are an organiser of { $community } now.
code-moderator = Welcome! You are a moderator of { $community } now: you may close, extend and remind of polls.
code-unknown = This code is none of ours, or it was deleted because it was too old. Ask an owner for a new one (/role new), or start the program again.
code-expired = This code is too old. Ask an owner for a new one (/role new), or start the program again.
code-used = Somebody used this code before you, and each works once. If that should have been you, tell an owner: /role shows who got in. For a new one: /role new, or start the program again.
code-void = This code is void: who made it is no owner any more. Ask an owner for a new one.
error-owners-only = Only owners can do that. An owner can make you one with /role.
error-moderators-only = Only moderators and organisers can use /{ $command }. An owner can make you one with /role.
error-last-owner = You are the last owner of { $community }. Let somebody else become one first: /role new owner
error-role-what = Say who, and as what: moderator, organiser, owner, or voter to take a role away.
error-nobody-of-name = I know nobody of that name with a role here. Make a code and pass it on: /role new organiser
error-role-several = Several people are called { $who }. Use the buttons under /role, or mention them.
error-code-aloud = Everybody here would read the code. Ask for it in private.
help-audit = what was done here, by whom and when
usage-audit = /audit
field-audit = “export” for a file
error-audit-what = Write /audit for the last acts, or /audit export for all of them as a file.
error-audit-aloud = Everybody here would get the file. Ask for it in private.
offer-audit-export = All of it as a file
audit-none = Nothing was done yet.
audit-title = What was done in { $community }, the latest first:
audit-line = • { $at }, { $who } ({ $role }) { $what }
audit-operator = somebody at the machine
audit-launched = launched “{ $subject }”
audit-closed = closed “{ $subject }”
audit-reopened = reopened “{ $subject }”
audit-moved = moved the end of “{ $subject }” to { $at }, or its reminder
audit-moved-by-hand = left the end of “{ $subject }” open, or moved its reminder
audit-cancelled = called off “{ $subject }”
audit-fixed = changed “{ $subject }”
audit-exported = exported the results of “{ $subject }”
audit-exported-ballots = exported the ballots of “{ $subject }”
audit-repeat-begun = began to repeat “{ $subject }”
audit-repeat-ended = ended the repeating of “{ $subject }”
audit-broadcast-started = broadcast “{ $subject }” to { $people ->
    [one] 1 person
   *[other] { $people } people
}
audit-broadcast-paused = paused the broadcast of “{ $subject }”
audit-broadcast-resumed = resumed the broadcast of “{ $subject }”
audit-broadcast-cancelled = stopped the broadcast of “{ $subject }”
audit-connected = connected { $subject }
audit-disconnected = disconnected { $subject }
audit-founded = founded the community
audit-described = changed the community’s name, language or time zone
audit-granted = made { $subject }, who was { $before }, { $after }
audit-code-made = made a one-time code that claims the community, or makes an organiser
audit-code-made-for = made a one-time code for: { $role }
audit-code-used = came with a one-time code and is { $role }
audit-invited = made links for “{ $subject }”, for { $people ->
        [one] one person
       *[other] { $people } people
    }
audit-accepted = let { $ballots ->
        [one] one ballot
       *[other] { $ballots } ballots
    } that were set aside count in “{ $subject }”
audit-kept-aside = kept { $ballots ->
        [one] one ballot
       *[other] { $ballots } ballots
    } aside in “{ $subject }”
audit-log-read = took away this log as a file
csv-number = Number
csv-at = When
csv-who = Who
csv-role = As
csv-what = What
csv-act = Act
csv-subject = To what
csv-detail = Detail
discord-name-role = role
discord-name-audit = audit
discord-option-role = role
