# Who may vote: what is asked, printed on the poll, and said to those who may not.

field-who = Who may vote
hint-who = members, role:Choir, older:30 (days); empty: anyone
field-fixed = Only who was there at the opening
hint-fixed = For members and roles

fact-members = Only members of { $rooms } may vote
fact-members-fixed = Only those who were members of { $rooms } when the poll opened may vote
fact-role = Only people with the role “{ $role }” may vote
fact-role-fixed = Only people with the role “{ $role }” who were there when the poll opened may vote
fact-older =
    { $days ->
        [one] Only people who had been here for a day when the poll opened may vote
       *[other] Only people who had been here for { $days } days when the poll opened may vote
    }

refused-not-eligible = You are not among those who may vote in this poll.
refused-members = Only members of { $rooms } may vote in this poll. Join there, or vote with the account that is a member.
refused-members-late = Only those who were there when this poll opened may vote in it.
refused-role = Only people with the role “{ $role }” may vote in this poll.
refused-older =
    { $days ->
        [one] Only people who had been here for a day when this poll opened may vote in it.
       *[other] Only people who had been here for { $days } days when this poll opened may vote in it.
    }

summary-refused-not-eligible = by people who may not vote

error-membership-unknown = Whether you may vote cannot be checked right now, so nothing was changed. Please try again in a minute.
error-who = It is not clear who may vote. Write members, role: and a role’s name, or older: and a number of days.
error-who-days = That is no number of days between 1 and { $most }.
error-fixed-alone = Write with it who may vote: being there at the opening only matters for members and roles.
error-no-roles = None of the rooms of this poll knows roles. Only Discord has them.
error-role-unknown = There is no role “{ $name }”. There are: { $roles }.

discord-option-who = who
discord-option-fixed = fixed

fact-invited = Only people who were invited may vote, each with a link of their own
refused-invited = Only people who were invited may vote in this poll. Open the link that you were sent, and vote in that browser.

help-invite = Invite people by links of their own
usage-invite = /invite abcd2345 Ada Bianchi, ada@example.org | Bruno Neri, bruno@example.org
form-invite = Make the links
field-people = Who is invited, one person a line
hint-people = A name, an email address, or both with a comma between; up to 100,000 lines of a spreadsheet
done-invited =
    { $count ->
        [0] No new link was made for “{ $question }”.
        [one] One link for “{ $question }” is in the file. It lets one person vote, once; send it to nobody else.
       *[other] { $count } links for “{ $question }” are in the file. Each lets one person vote, once; send each to nobody else.
    }
invited-used =
    { $count ->
        [one] One of them used their link before, and keeps it.
       *[other] { $count } of them used their links before, and keep them.
    }
invited-broken =
    { $count ->
        [one] One line could not be used; the file says which one and why.
       *[other] { $count } lines could not be used; the file says which ones and why.
    }

error-guests-many = { $count } lines are too many; { $most } are allowed. Divide the list.
error-guests-none = There is nobody on the list.
error-invite-anyone = This poll is not for invited people. Launch one with --who invited.
error-invite-draft = This poll is still a draft. Launch it first, also for later with --opens.
guest-unreadable = cannot be read: a quotation mark that is not closed, or a broken character
guest-columns = has more than two columns, and the first line of the list does not say which is which
guest-empty = has neither a name nor an address
guest-name-long = the name is longer than { $most } characters
guest-email = the email address cannot be right
guest-twice = the same address stands in line { $line }
guest-used = was invited before, and used that link
csv-line = line
csv-name = name
csv-email = email
csv-link = link
csv-problem = problem

invitation-title = You are invited to vote
invitation-text = This link lets you vote in “{ $question }”, once, from this browser.
invitation-button = Go on to the poll
invitation-once = The link is yours alone. Once somebody has gone on with it, it works for nobody else.
invitation-accepted = You are let in. Now choose and vote.
invitation-unknown = This invitation does not work. Open the whole link as it was sent to you; if you were invited again, the newest one.
invitation-used = This link was used already, in another browser or on another device. Go on there, or ask whoever invited you.
invitation-expired = This poll is over, and the invitation with it.
web-from-file = Or take them from a file:
discord-option-people = people

help-link = Tie your accounts on several platforms together, so that you count once
usage-link = /link
field-link-code = The code from your other account
help-unlink = Let this account vote on its own again
usage-unlink = /unlink
link-code =
    Your code: { $code }
    Within { $valid }, enter it once with your account on another platform: /link { $code }
    From then on both are one person and have one vote in every poll. Where both have voted in a poll that is open, the vote that was changed later counts and the other is withdrawn; what was counted in closed polls stays.
    Show the code to nobody.
link-in-private = A code must be seen by you alone. Write /link to me in private.
link-code-wrong = This code does not work: it was mistyped, used before, or is older than ten minutes. Write /link with your other account for a new one.
link-same = This is already you.
done-linked = You are one person now: { $accounts }. You have one vote in every poll, wherever you cast it.
linked-merged =
    { $count ->
        [one] In one open poll you had voted twice: the vote that was changed later counts, the other was withdrawn.
       *[other] In { $count } open polls you had voted twice: the vote that was changed later counts, the other was withdrawn.
    }
done-unlinked = This account is on its own again, and has a vote of its own in polls from now on.
unlink-none = This account is linked with no other.
unlink-voted =
    { $count ->
        [one] You have voted in “{ $question }”, which is still open: apart, your accounts could vote there twice. Withdraw your vote or wait for the close, then write /unlink again.
       *[other] You have voted in “{ $question }” and other polls that are still open ({ $count } in all): apart, your accounts could vote there twice. Withdraw your votes or wait for the close, then write /unlink again.
    }
discord-name-invite = invite
discord-name-link = link
discord-name-unlink = unlink

discord-name-quarantine = quarantine
discord-option-decision = decision

help-quarantine = See what was set aside in a poll as a burst of fresh accounts, and decide
usage-quarantine = /quarantine abcd2345 | accept
field-decision = What becomes of them
hint-decision = accept or keep; empty: only look
quarantine-none = Nothing is set aside in this poll.
quarantine-which = Write accept, and they count as eligible like all others, or keep, and they stay set aside.
quarantine-decide = Fresh accounts are no proof: a class or a club that was invited together comes in like this too. Accept them, and they count as eligible like all others; keep them aside, and every figure goes on being shown with and without them. No vote is deleted either way.
quarantine-accepted =
    { $count ->
        [one] The vote that was set aside counts as eligible now.
       *[other] The { $count } votes that were set aside count as eligible now.
    }
quarantine-kept =
    { $count ->
        [one] One vote stays set aside. Figures are shown with and without it.
       *[other] { $count } votes stay set aside. Figures are shown with and without them.
    }
offer-accept = Accept them
offer-keep = Keep them aside
quarantine-aside =
    { $count ->
        [one] One of these votes came in a burst of fresh accounts, and is set aside
       *[other] { $count } of these votes came in a burst of fresh accounts, and are set aside
    }
quarantine-row = { $label } { $votes }
quarantine-figures =
    { $count ->
        [one] These are all votes. One came in a burst of fresh accounts, and is set aside; eligible without it: { $eligible } ({ $rows })
       *[other] These are all votes. { $count } came in a burst of fresh accounts, and are set aside; eligible without them: { $eligible } ({ $rows })
    }
quarantine-left =
    { $count ->
        [one] These are all votes. One came in a burst of fresh accounts, and is set aside; eligible without it: { $eligible }
       *[other] These are all votes. { $count } came in a burst of fresh accounts, and are set aside; eligible without them: { $eligible }
    }
quarantine-notice =
    { $count ->
        [one] “{ $question }”: within minutes unusually many fresh accounts voted. One vote is set aside; it is counted, and every figure is shown with and without it. Have a look, and decide: /quarantine { $id }
       *[other] “{ $question }”: within minutes unusually many fresh accounts voted. { $count } votes are set aside; they are counted, and every figure is shown with and without them. Have a look, and decide: /quarantine { $id }
    }
two-remarks = { $first } { $second }
picture-eligible = { $count } of them eligible
csv-eligible = eligible votes
quarantine-secret = In a secret poll nobody is set aside: whose a ballot is, and when it came, is not known here.
