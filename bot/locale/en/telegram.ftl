# Telegram: what stands on its buttons, and what only there has to be said.
telegram-my-vote = My vote
telegram-vote = Vote
telegram-how-ranked = Tap the options in your order, the best first.
telegram-own-order = Your order: { $order }
telegram-how-paper = “Vote” opens your paper in private.
telegram-tell-outcome = Tell me later
telegram-refresh = Refresh
telegram-withdraw = Withdraw
telegram-page = Page { $page } of { $pages }
telegram-more-options = { $count ->
    [one] … and 1 more option: open “{ $button }” to see it.
   *[other] … and { $count } more options: open “{ $button }” to see them all.
}
telegram-put-right = ✏️ Something was put right. Telegram’s own polls cannot be changed, so it is said here:
telegram-overtaken = You tapped again since then; the later vote stands.
telegram-stale-button = This button is too old, or does not belong here. Nothing was changed. Write /help to go on.
telegram-sure = Yes: { $what }
telegram-not-now = No, go back
telegram-who-are-you = You write in a chat’s name here, so I cannot see who you are. Go on with me in private.
telegram-open-private = Open the private chat
telegram-form-in-private = Let us do that in private, with buttons: it takes a minute.
telegram-start-first = That is for you alone, and I cannot write to you before you have pressed Start. Open the private chat, press Start, and ask again.
telegram-sent-in-private = Sent to you in private.
telegram-no-such-poll = This poll does not exist any more.
telegram-no-such-chat = I am not in a chat called { $name }. Add me there first, then type /connect in it.
telegram-welcome = Add me to your groups and channels and type /connect there; then /poll launches a poll, and /help shows everything you may do.
telegram-no-command = I read commands only. Write /help to see them.
telegram-edited-command = A command is carried out once, as it was first sent. Send it again as a new message.
telegram-form-line = Send it to me as a message.
telegram-form-lines = Send them to me in one message, one a line.
telegram-form-clear = Leave it empty
telegram-form-back = Back
telegram-form-stop = Stop
telegram-form-stopped = Stopped. Nothing was launched.
telegram-form-gone = This form is out of date. Write the command again.
telegram-right-post = to post messages (make me an administrator with that right)
telegram-right-messages = to send messages
telegram-right-photos = to send photos, for the result chart
telegram-right-polls = to send polls
