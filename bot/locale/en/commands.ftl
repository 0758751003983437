# Commands: help, usage, forms, what was done, what went wrong.
help-title = Here is what you can ask for:
help-line = /{ $name } – { $help }
help-more = Write /help and a command’s name for an example.
help-usage = For example: { $usage }
help-flag = --{ $name }: { $label }
help-option = { $name }: { $label }
help-poll = launch a poll
help-polls = the latest polls
help-results = the result so far, with its chart
help-summary = what the result means, to paste into a mail
help-close = close a poll now
help-extend = move a poll’s close
help-cancel = call a poll off
help-fix = put a typo right, change options; voters see a note
help-reopen = open a closed poll again
help-add = add an option of your own, where the poll allows it
help-myvotes = what you voted
help-notify = be told in private how a poll ended; once more: no longer
help-export = results or ballots as a spreadsheet (CSV)
help-connect = connect a channel
help-disconnect = stop announcing in a channel
help-channels = the connected channels
help-language = your language, or the community’s
help-help = this help
help-launch = launch a draft
help-edit = change a draft
help-discard = throw a draft away
help-start = what this is, and how to begin

usage-poll = /poll Where should the summer party be? | Lake 🏖️ | City | Mountains --for 2d
usage-polls = /polls
usage-results = /results
usage-summary = /summary
usage-close = /close
usage-extend = /extend until friday 18:00
usage-cancel = /cancel the date has changed
usage-fix = /fix 2: City centre
usage-reopen = /reopen 2d
usage-add = /add Seaside
usage-myvotes = /myvotes
usage-notify = /notify
usage-export = /export --ballots
usage-connect = /connect news
usage-disconnect = /disconnect #news
usage-channels = /channels
usage-language = /language it
usage-help = /help poll
usage-launch = /launch k3x9q2wz
usage-edit = /edit k3x9q2wz
usage-discard = /discard k3x9q2wz
usage-start = /start

field-question = Question
field-options = Options
hint-options = One a line, 2 to 50
field-about = Description
field-multi = How many may be chosen
hint-multi = 1 for a single choice
field-results = Results are shown
field-until = Closes
hint-until = For example: 2d, friday 18:00, 27 november. Empty: when you close it
field-for = how long it stays open
field-opens = Opens
hint-opens = For example: monday 9:00. Empty: now
field-in = Where
hint-in = The channels in which it appears
field-names = Show names: everyone sees who chose what
hint-names = Otherwise only organisers can see it
field-final = Votes are final: no change, no withdrawal
field-add = Voters may add options
field-native = Use the platforms’ own polls
hint-native = Where they can keep these rules; without names, they tell us only totals
field-eligible = How many people can vote
hint-eligible = If you know it: then turnout is shown
field-sample = Drawn at random from how many people
hint-sample = Only if you invited people by lot: then margins of error are shown
field-draft = keep as a draft first
field-poll = Poll
field-reason = Reason
field-change = What to change
hint-change = A new question; “2: new label”; “-3” removes option 3; “4>2” merges option 4 into 2; “+ label” adds one
field-label = Option
field-ballots = every ballot, where the promise allows it
field-channel = Channel
field-language = Language
field-community = for the whole community
field-command = Command

form-send = Send
form-preview = Preview
form-here = Here: { $title }
form-everywhere = In every channel
form-results-live = live
form-results-after-vote = after one’s own vote
form-results-at-close = at the close

preview-title = Preview. Nobody sees it yet.
preview-channel = { $channel }: { $shown }
preview-instead = { $channel }: { $shown }, because { $reason }
native-not-there = the platform’s own polls are not possible there
native-not-scheduled = the platform’s own polls cannot wait for an opening
native-too-long = the platform’s own polls take a question of { $question } characters and { $options } options of { $label } at most
native-too-late = the platform’s own polls end after { $longest } at the latest, and this poll stays open longer or until it is closed by hand
native-promise = the platform’s own polls cannot keep what this poll promises
preview-buttons = a button for each option
preview-paged-buttons = buttons, in pages
preview-menu = a menu
preview-form = one tap for each option
preview-native-poll = the platform’s own poll
preview-link = a link to the voting page
preview-none = shown, without voting
preview-off = this platform is switched off now; it appears when it is back
preview-opens = Opens { $at }.
preview-closes = Closes { $at }.

offer-launch = Launch
offer-edit = Change
offer-discard = Discard
offer-close = Close now
offer-cancel = Call off
offer-summary = Summary
offer-reopen = Reopen
offer-launch-draft = Launch “{ $question }”
offer-connect = Connect { $title }

done-launched = Launched in { $channels }. It stays open until you write /close { $id }. Link to share: { $link }
done-launched-until = Launched in { $channels }. It closes { $at }. Link to share: { $link } (number { $id })
done-scheduled = Scheduled in { $channels }: it opens { $at }. Link to share: { $link } (number { $id })
done-discarded = Draft “{ $question }” thrown away.
done-closed = “{ $question }” is closed. The chart is on its way to every channel.
done-reopened = “{ $question }” is open again until you close it. The votes were kept.
done-reopened-until = “{ $question }” is open again until { $at }. The votes were kept.
done-extended = “{ $question }” now closes { $at }.
done-extended-by-hand = “{ $question }” now stays open until you close it.
done-cancelled = “{ $question }” is called off. The channels say so.
done-added = Added “{ $label }” to “{ $question }”.
done-notify = When “{ $question }” closes I tell you in private how it ended. Changed your mind? Write /notify { $id } again.
done-notify-off = I will not tell you how “{ $question }” ends. To be told after all, write /notify { $id } again.
done-fixed = “{ $question }” is put right; a note on the poll says what changed.
done-removed = { $ballots ->
    [0] “{ $label }” is removed. Nobody had chosen it.
    [one] “{ $label }” is removed. 1 vote for it no longer counts; its voter can vote again.
   *[other] “{ $label }” is removed. { $ballots } votes for it no longer count; those voters can vote again.
}
done-removed-hidden = “{ $label }” is removed. Votes for it, if there were any, no longer count; their voters can vote again.
done-merged = { $ballots ->
    [0] “{ $label }” is merged into “{ $into }”. Nobody had chosen it.
    [one] “{ $label }” is merged into “{ $into }”: 1 ballot moved.
   *[other] “{ $label }” is merged into “{ $into }”: { $ballots } ballots moved.
}
done-merged-hidden = “{ $label }” is merged into “{ $into }”, with its votes, if there were any.
done-connected = { $title } is connected on { $platform }. Announce there with { $option }
done-connected-here = { $title } is connected: polls launched here are announced here. Everywhere at once: { $option }
done-disconnected = { $title } gets no more polls. Connect it again with /connect.
done-language = From now on I speak English with you.
done-language-community = From now on the community’s polls are in English.
already-done = That was already done; it counted once.
already-connected = { $title } is connected already: polls are announced there.

polls-none = There are no polls yet. Launch the first with /poll
polls-line = { $voters ->
    [0] • { $question } – { $status } – nobody yet – { $link } ({ $id })
    [one] • { $question } – { $status } – 1 voter – { $link } ({ $id })
   *[other] • { $question } – { $status } – { $voters } voters – { $link } ({ $id })
}
myvotes-none = You have not voted in any poll.
myvotes-line = • { $question }: { $choices } ({ $at }) – { $status } – { $link }
results-after-vote = You see the results once you have voted.
results-at-close = The results are shown at the close.
results-cancelled = This poll was called off, so its results are not shown.
results-never = This poll was called off before its close, so its results stay hidden, from you too: that is what voters were promised.
channels-title = Connected channels:
channels-line = • { $title } (#{ $address }, { $platform }) { $here }
channels-here = – you are here
channels-lost-title = No longer reached:
channels-lost-line = • { $title } (#{ $address }, { $platform }): { $reason }
language-now = I speak { $language } with you. Change it with /language it
connect-how = Say which channel to connect. To connect a group, add me to it and type /connect there.
language-name-en = English
language-name-it = Italian

error-part = What is wrong: “{ $part }”
error-example = A line that works: { $example }
error-store = The database cannot be written right now. Nothing was changed; try again in a moment.
error-store-late = The database did not answer at the last moment, so this may have been done. Look before you try it again.
error-command-unknown = There is no command /{ $name }. Write /help to see them all.
error-command-unknown-near = There is no command /{ $name }. Did you mean /{ $near }?
error-not-a-command = A command begins with a slash. Write /help to see them all.
error-organisers-only = Only organisers can use /{ $command }. An owner can make you one with /role; the first owner has the link that was printed at the start.
error-too-much = /{ $command } does not know what to do with this part.
error-number = “{ $name }” takes a whole number from { $least } to { $most }.
error-poll-unknown = There is no poll { $id }. Write /polls to see them.
error-no-such-poll = There is no such poll now. Write /polls to see them.
error-which-poll = Several polls are running: say which one.
error-no-channel = No channel is connected yet. Connect one with /connect
error-channel-unknown = The channel { $name } is not connected.
error-channel-unknown-of = There is no channel { $name }. Connected are { $channels }.
error-until-and-for = Say the close only once: “until” or “for”.
error-results = Results can be shown live, after-vote or at-close.
error-eligible-and-sample = Say either how many can vote (“eligible”) or from how many people were drawn (“sample”).
error-not-your-draft = This draft belongs to another organiser.
error-extend-when = Say until when.
error-fix-what = Say what to change.
error-fix-one = Change the rules in a line of their own. Nothing was changed.
error-disconnect-name = Say which channel.
error-last-channel = This is the last channel: connect another one first.
error-platform-off = { $platform } is switched off now.
error-language = I speak Italian (it) and English (en).
error-promise-ballots = Only organisers may see who chose what in this poll: that is what voters were promised.
error-promise-export = Results stay hidden until the close, from you too: that is what voters were promised.

help-community = the community here: its name, language and time zone
usage-community = /community Lakeside choir --timezone Europe/Rome
field-own = as a community of its own
field-community-name = Name
field-timezone = Time zone
community-about =
    { $name }
    Language: { $language }. Time zone: { $timezone }.
    { $channels ->
        [one] { $channels } channel
       *[other] { $channels } channels
    }. Organisers: { $organisers }.
done-community = This community is called { $name }; its times are those of { $timezone }.
done-founded = { $community } is now a community of its own, and you are its owner. Polls launched here are announced in { $title }.
founded-next = Connect more channels with /connect, launch with /poll. Language and time zone: /language --community, /community.
error-community-there = { $title } belongs to a community already. One of its organisers can connect it.
error-not-your-place = { $title } belongs to nobody’s community yet: only who manages the server can connect it.
error-own-here = A community of its own begins in the channel where you type this.
error-community-name = A name may have at most { $most } characters.
error-timezone = I do not know this time zone.
