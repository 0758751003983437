# What stands on a poll's card, its pictures and its exports.
status-draft = Draft
status-scheduled = Opens { $at }
status-open = Open
status-open-until = Open until { $at }
status-closed = Closed { $at }
status-cancelled = Cancelled { $at }
status-cancelled-because = Cancelled { $at }: { $reason }

card-count = { $voters ->
    [0] Nobody has voted yet
    [one] 1 person voted
   *[other] { $voters } people voted
}
card-votes = { $votes ->
    [one] 1 vote
   *[other] { $votes } votes
}
card-note = { $at }: { $words }

promise-named = Names shown: everyone can see who chose what.
promise-owner = Owner sees: only the organisers can see who chose what.
fact-choose-one = Choose one.
fact-choose-up-to = Choose up to { $most }.
fact-may-change = You can change or withdraw your vote until the close.
fact-final = Your vote is final once cast.
fact-results-live = Results are shown live.
fact-results-after-vote = Results are shown once you have voted.
fact-results-at-close = Results are shown at the close.
fact-may-add = You can add an option of your own.
fact-census = { $size ->
    [one] 1 person can vote.
   *[other] { $size } people can vote.
}
fact-random-invitation = Asked: people drawn at random from { $size }.
reported-votes = { $votes ->
    [one] Includes 1 anonymous vote counted by { $platforms } in { $channels }, as a total: whether this person voted elsewhere too cannot be checked.
   *[other] Includes { $votes } anonymous votes counted by { $platforms } in { $channels }, as totals: whether one person voted there and elsewhere too cannot be checked.
}

alt-row = { $label }: { $share } ({ $votes })
picture-over-time = Votes over time
picture-over-time-known = Votes over time, where their time is known
picture-by-platform = Votes by platform
picture-turnout = Turnout { $percent }%
picture-adds-to-more = Several choices each: the shares may add up to more than 100%
picture-alt = Result of “{ $question }”. { $status }. { $voters ->
    [0] Nobody voted.
    [one] 1 person voted.
   *[other] { $voters } people voted.
}
picture-alt-more = And { $count } more options.
picture-over-time-alt = Votes over time for “{ $question }”: { $voters ->
    [one] 1 vote in all.
   *[other] { $voters } voters in all.
}
picture-by-platform-alt = Votes by platform for “{ $question }”.

csv-option = Option
csv-votes = Votes
csv-percent = Per cent
csv-voters = Voters
csv-voter = Voter
csv-platform = Platform
csv-choices = Choices
csv-cast-at = First cast (UTC)
csv-changed-at = Last changed (UTC)
