# Reminders, polls that are asked again and again, digests.
help-remind = remind the channels before a poll closes
help-repeats = polls that are asked again and again
help-stop = end a repeated poll
help-digest = how the polls stand, now or again and again in private
usage-remind = /remind 2h
usage-repeats = /repeats
usage-stop = /stop k3x9q2wz
usage-digest = /digest monday 9:00

field-remind = Reminder, how long before the close
hint-remind = For example: 1d, 2 hours. Empty: no reminder
hint-remind-off = For example: 1d, 2 hours; or “off”
field-every = how often it is asked again: monday 10:00, day 9:00, month 1 10:00
field-repeat = Repeated poll
field-digest = how often: monday 9:00, day 18:00; or “off”. Empty: now

reminder-closes = It closes { $at }.
reminder-link = Not voted yet? Vote in the poll, or here: { $link }
reminder-vote = Not voted yet? Vote in the poll.

preview-remind = A reminder goes out { $at }.
offer-stop = Stop repeating

done-reminded = A reminder goes out { $at }.
done-remind = “{ $question }”: the channels are reminded { $at }.
done-remind-off = “{ $question }”: no reminder goes out.
done-repeat = { $rhythm } I launch this poll in { $channels }, for the first time { $at }. To end it write /stop { $id }
done-stop = “{ $question }” is not asked again. A poll that is running runs on.

example-every = monday 10:00
repeats-none = No poll is repeated. Add for example { $option } to a /poll
repeats-line = • { $question } – { $rhythm }, in { $channels } – next { $at } ({ $id })

digest-title = How the polls of { $community } stand
digest-running = Running now:
digest-nothing-runs = No poll is running.
digest-over = Closed since { $at }:
digest-nothing-over = None has closed since { $at }.
digest-more = { $count ->
    [one] … and one more. Write /polls to see it.
   *[other] … and { $count } more. Write /polls to see them.
}
digest-how = To get this again and again in private, write for example /digest monday 9:00
digest-next = { $rhythm } you get this in private, next { $at }. To stop: /digest off
digest-none = You get no digest, so nothing was changed.
offer-digest-off = No more digests
done-digest = { $rhythm } I tell you in private how the polls stand, for the first time { $at }. To stop: /digest off
done-digest-off = You get no more digests. To see how the polls stand, write /digest

rhythm-day = Every day at { $at }
rhythm-week = Every { $weekday } at { $at }
rhythm-month = On day { $day } of every month at { $at }
rhythm-last-day = On the last day of every month at { $at }
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday

note-late-run = { $missed ->
    [0] planned for { $at }, launched late because the program was not running
    [one] planned for { $at }, launched late because the program was not running; one more run in between was skipped
   *[other] planned for { $at }, launched late because the program was not running; { $missed } more runs in between were skipped
}

error-length = --{ $name } takes a length of time: minutes, hours, days or weeks.
error-every = I do not understand how often. Say a day of the week, “day” or “month” with its day, and a time.
error-every-alone = With “every” the poll’s times come from its rhythm, and nothing is launched now. Say how long each poll stays open with “for”.
error-remind-when = Say how long before the close.
error-remind-no-deadline = A reminder needs a deadline to come before. Say when the poll closes.
error-remind-early = That is too long before the close: the reminder would come before anybody can vote. Say a shorter time.
error-remind-none = No reminder was to go out, so nothing was changed.
error-repeat-unknown = There is no repeated poll { $id }. Write /repeats to see them.
error-repeat-ended = “{ $question }” was ended before.
error-which-repeat = Several polls are repeated: say which one. Write /repeats to see them.
