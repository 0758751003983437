# Subscribers, and what they are told in private.
help-subscribe = get this community’s polls in private
help-unsubscribe = no more of them, and no reminders
help-broadcast = tell a poll, or how it ended, to all subscribers in private
help-broadcasts = how the broadcasts stand; pause, resume, cancel
usage-subscribe = /subscribe
usage-unsubscribe = /unsubscribe
usage-broadcast = /broadcast
usage-broadcasts = /broadcasts pause k3x9q2wz
field-broadcast = Broadcast
hint-broadcast = Its number; before it pause, resume or cancel. Empty: all of them

done-subscribed = You will get the polls of { $community } here in private, and can vote there. To stop: /unsubscribe
already-subscribed = You already get the polls of { $community } in private. To stop: /unsubscribe
done-unsubscribed = You get no more polls in private, and no reminders. You can still vote wherever you see one; to get them again: /subscribe
already-unsubscribed = You get no polls in private, and no reminders. To get them: /subscribe
subscribe-not-here = { $platform } knows no private messages from me: here you see the polls in the room. To get them in private, write /subscribe to me on Telegram or Discord.
start-subscribed = When an organiser sends a poll round, you get it here in private. To stop: /unsubscribe
start-unsubscribed = You get no polls in private, as you wished. To get them: /subscribe

broadcast-why = You get this because you subscribed to the polls of { $community }. To stop: /unsubscribe
broadcast-note = Stop such messages: /unsubscribe
broadcast-stop = Stop these messages

broadcast-preview-poll = “{ $question }” will be sent in private to everybody who subscribed. Nothing has been sent yet.
broadcast-preview-outcome = How “{ $question }” ended will be sent in private to everybody who subscribed. Nothing has been sent yet.
broadcast-preview-platform = { $people ->
    [one] • { $platform }: 1 person, about { $span }
   *[other] • { $platform }: { $people } people, about { $span }
}
broadcast-preview-off = { $people ->
    [one] • { $platform }: 1 person; it is not connected here now, and waits until it is
   *[other] • { $platform }: { $people } people; it is not connected here now, and waits until it is
}
broadcast-preview-voted = Who has voted already is left out.
broadcast-preview-again = It was sent before, { $at }: whoever got it then gets it again.
offer-broadcast-start = Send it
offer-broadcast-pause = Pause
offer-broadcast-resume = Go on
offer-broadcast-cancel = Cancel the broadcast
done-broadcast-started = { $people ->
    [one] It is on its way to 1 person. A message to you alone says how far it has come.
   *[other] It is on its way to { $people } people. A message to you alone says how far it has come.
}

broadcast-title-poll = Broadcast { $id }: “{ $question }”
broadcast-title-outcome = Broadcast { $id }: how “{ $question }” ended
broadcast-preparing = Not confirmed yet.
broadcast-sending = Being sent.
broadcast-paused = Paused.
broadcast-paused-because = Paused: { $reason }.
broadcast-cancelled = Cancelled. Nobody else gets it.
broadcast-stopped = Stopped: { $reason }.
broadcast-done = Done.
broadcast-leg = { $platform }: { $sent } of { $recipients } sent, { $blocked } do not take my messages, { $failed } failed, { $skipped } skipped, { $remaining } to go
broadcast-failed-because = { $count } failed: { $reason }
broadcast-left = { $span } to go, more or less.
broadcast-failure-refused = the platform refused the message
broadcast-failure-no-right = the platform does not let me write
broadcast-failure-unanswered = the platform gave no answer, four times
broadcast-failure-broken = a fault of mine; the log says more
broadcast-because-closed = the poll has closed
broadcast-because-cancelled = the poll was called off
broadcast-because-reopened = the poll is open again
broadcast-because-refused = the platform refuses this message from everybody
broadcast-because-broken = a fault of mine; the log says more
broadcasts-none = There have been no broadcasts yet. Start one with /broadcast

error-broadcast-unknown = There is no broadcast { $id }. Write /broadcasts to see them.
error-broadcast-nobody = Nobody has subscribed yet. People do so by pressing Start in my private chat, or with /subscribe.
error-broadcast-started = This broadcast was started already. Write /broadcasts to see how it stands.
error-broadcast-under-way = It is being sent already: /broadcasts { $id }
error-broadcast-changed = The poll has changed since this preview. Write /broadcast again.
error-broadcast-poll = Only a poll that is open, or one that has closed, can be sent round.
error-broadcast-not-now = That is not possible any more. Write /broadcasts to see how it stands.
error-broadcast-what = Say which broadcast, and what to do with it: pause, resume or cancel.

discord-name-subscribe = subscribe
discord-name-unsubscribe = unsubscribe
discord-name-broadcast = broadcast
discord-name-broadcasts = broadcasts
discord-option-what = what
