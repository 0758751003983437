# The result and the summary, ready to be pasted into a mail.
headline-nobody = Nobody voted.
headline-nobody-yet = Nobody has voted yet.
headline-tied = A tie: { $options } have { $votes ->
    [one] 1 vote each.
   *[other] { $votes } votes each.
}
headline-tied-now = Level so far: { $options } have { $votes ->
    [one] 1 vote each.
   *[other] { $votes } votes each.
}
headline-won = “{ $option }” came first with { $percent }%, { $lead ->
    [one] 1 vote ahead of the next.
   *[other] { $lead } votes ahead of the next.
}
headline-leads = “{ $option }” leads with { $percent }%, { $lead ->
    [one] 1 vote ahead of the next.
   *[other] { $lead } votes ahead of the next.
}

summary-interval = – 95% interval { $low }% to { $high }%
summary-voters = { $voters ->
    [0] Nobody has voted.
    [one] 1 person voted.
   *[other] { $voters } people voted.
}
summary-turnout = Turnout: { $percent }% of { $size } who could vote.
summary-more-than-eligible = Note: { $voters } voted, more than the { $size } you said could vote.
summary-adds-to-more = Several choices were allowed: the shares are of the voters and may add up to more than 100%.
summary-settled = This can no longer change: those who have not voted are fewer than the lead.
summary-open-lead = This can still change until the close.
summary-platform = { $platform } { $voters }
summary-platforms = Voters by platform: { $parts }.
summary-pace-minute = All the votes came within a minute of { $first }.
summary-pace = First vote { $first }, half of them by { $half }, the last { $last }.
summary-refused = { $count ->
    [one] 1 vote was not taken:
   *[other] { $count } votes were not taken:
}
summary-refused-early = before the opening
summary-refused-late = after the close
summary-refused-cancelled = after the cancellation
summary-refused-unknown-option = for an option that does not exist
summary-refused-option-removed = for an option that was removed
summary-refused-too-many = too many options at once
summary-refused-nothing = nothing chosen
summary-refused-final = change of a final vote
undelivered = Not delivered to { $channel }: { $reason }.
undelivered-unsupported = the platform cannot show it
undelivered-deleted = the card was deleted there
trouble-gone = the bot was removed there, or the channel was deleted
trouble-no-right = the bot may not write there
summary-hidden = { $voters ->
    [0] Results stay hidden until the close, from you too: that is what voters were promised. Nobody has voted so far.
    [one] Results stay hidden until the close, from you too: that is what voters were promised. So far 1 person has voted.
   *[other] Results stay hidden until the close, from you too: that is what voters were promised. So far { $voters } people have voted.
}
certainty-self-selected = How sure is this? It says what those who chose to vote want. No margin of error can be given, because they were not drawn at random and may differ from those who stayed silent.
certainty-census = How sure is this? Everyone could vote, so these are exact counts without a margin of error; those who did not vote may think differently.
certainty-random = How sure is this? The intervals hold for the { $size } people from whom the invited were drawn at random, as far as those who answered do not differ from those who did not.
