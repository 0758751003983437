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
