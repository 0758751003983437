# Discord: what stands on its buttons, in its menus, and what only there has to be said.
discord-vote = Vote
discord-my-vote = My vote
discord-tell-outcome = Tell me later
discord-withdraw = Withdraw
discord-add-option = Add an option
discord-choose-up-to = { $most ->
    [one] Choose one
   *[other] Choose up to { $most }
}
discord-page = Page { $page } of { $pages }
discord-more-options = { $count ->
    [one] … and 1 more option: press “Vote” to see it.
   *[other] … and { $count } more options: press “Vote” to see them all.
}
discord-resumed = I was away for a while. Voting works again; if your press failed, press once more.
discord-put-right = Something was put right. Discord’s own polls cannot be changed, so it is said here:
discord-native-differs = This is Discord’s own poll: everyone sees who chose what, and Discord gives no receipt. Its figures may differ for some seconds; what counts is stored here.
discord-stale-button = This button is too old, or does not belong here. Nothing was changed. Write /help to go on.
discord-broken = Something went wrong here. Please try once more; if it stays, tell the organisers.
discord-sure = Yes: { $what }
discord-sure-question = Are you sure? { $what }
discord-not-now = No, go back
discord-rules = Rules
discord-more-rules = More rules ({ $page })
discord-form-ready = The form is ready.
discord-form-page = Form, page { $page }
discord-back-to-form = Back to the form
discord-welcome = Welcome! You are an organiser now. Type /connect in each channel that should get polls; then /poll launches one, and /help shows everything else.
discord-sign-in-used = This code was used before, or is too old. Start the program again for a new one.
discord-code-option = the organiser’s one-time code, printed at the start
discord-mention-option = a role that the poll’s post mentions, so that its members are told
discord-no-such-channel = I see no channel called { $name }. Type /connect in the channel itself, or give me the right to see it.
discord-menu-from-message = Make a poll from this message
discord-menu-publish = Publish this poll to followers
discord-published = Published to the servers that follow this channel.
discord-not-to-publish = Only my own posts in an announcement channel can be published.
discord-not-published = Discord did not let me publish it. Perhaps it was published before, or I may not write here any more.
discord-organisers-only = Only organisers can do that. Sign in with /start and your code.
discord-rights-missing = To work well in this channel I still lack: { $rights }. Give me that under Server settings › Roles.
discord-right-view = to see the channel
discord-right-send = to send messages
discord-right-threads = to send messages in threads
discord-right-files = to attach files, for the result chart
discord-right-history = to read the message history, to answer beside the poll
discord-right-polls = to create polls
discord-name-poll = poll
discord-name-polls = polls
discord-name-results = results
discord-name-summary = summary
discord-name-close = close
discord-name-extend = extend
discord-name-cancel = cancel
discord-name-fix = fix
discord-name-reopen = reopen
discord-name-add = add
discord-name-myvotes = myvotes
discord-name-notify = notify
discord-name-export = export
discord-name-connect = connect
discord-name-disconnect = disconnect
discord-name-channels = channels
discord-name-language = language
discord-name-help = help
discord-name-start = start
