# Papers that are more than ticks: rankings, scores, grades, points
grade-reject = reject
grade-poor = poor
grade-acceptable = acceptable
grade-good = good
grade-very-good = very good
grade-excellent = excellent

mark-place = { NUMBER($place, useGrouping: 0) }.
mark-score = { $score } of { $most }
mark-stars = { $stars ->
    [one] { $stars } star of { $most }
   *[other] { $stars } stars of { $most }
}
mark-points = { $points ->
    [one] { $points } point
   *[other] { $points } points
}
ballot-place = { NUMBER($place, useGrouping: 0) }. { $label }
ballot-mark = { $label }: { $mark }

paper-rank = Give it the next place, or take its place back
paper-raise = One place higher
paper-point-less = One point less
paper-point-more = One point more
preview-paper-buttons = a button for each option, tapped in order
preview-paper-private = one button, which opens the paper in private
preview-paper-form = a paper to fill in

paper-undo = ↩ Undo the last place

fact-ranked = Tap the options in your order, the best first. What you leave out counts below everything you rank; two at one place: that place is skipped. Counted by ranked pairs.
fact-runoff = Tap the options in your order, the best first. What you leave out counts below everything you rank; two at one place: that place is skipped. Counted by instant runoff.
fact-star = Give each option 0 to { $most }. The two with the highest totals meet in a runoff, which the one preferred by more voters wins; what you leave out counts as 0.
fact-rating = Give each option 1 to { $most } stars. What you leave out is not rated by you.
fact-judgment = Give each option a word. The best middle grade wins; what you leave out counts as “reject”.
fact-points = Share { $points ->
    [one] { $points } point
   *[other] { $points } points
} among the options, as you like. Points that you keep are lost.
fact-consent = Consent, object with a reason, or abstain.
fact-ratify = Yes, no, or abstain. Abstentions count for the turnout, not for the result.

receipt-paper = ✓ Counted. Your ballot: { $choices }.
receipt-paper-points = ✓ Counted. Your ballot: { $choices }. { $left }.
receipt-paper-withdrawn = ✓ Your paper is empty again, and no longer counts: it said { $before }.
refused-twice = An option stands on your paper twice. Nothing was changed.
refused-out-of-range = The scale does not have that mark. Nothing was changed.
refused-over-budget = You have { $points ->
    [one] { $points } point
   *[other] { $points } points
} to share, and no more. Take some away first.
refused-old-paper = This button belongs to older rules of the poll. Open the poll again, and vote there.

error-promise-counting = How a poll is counted cannot be changed once it was launched.
error-options-frozen = The options of this poll are frozen: ballots that rank or score them were promised to be counted as they were cast. Cancel it and launch a new one to change them.

summary-refused-twice = an option twice
summary-refused-out-of-range = a mark that the scale does not have
summary-refused-over-budget = more points than there were
summary-refused-old-paper = by older rules

row-points = { $points ->
    [one] { $points } point
   *[other] { $points } points
}
row-total = { $total } in all
row-ratings = { $count ->
    [one] { $count } rating
   *[other] { $count } ratings
}
row-grades = { $count ->
    [one] { $count } grade
   *[other] { $count } grades
}
row-first = { $count ->
    [one] { $count } first place
   *[other] { $count } first places
}
paper-left = { $points ->
    [one] { $points } point left
   *[other] { $points } points left
}

error-method-multi = Several choices are a method of their own: leave out either --multi or the method.
error-method-final = Such a ballot is made tap by tap, so that it cannot be final at the first one. Leave out --final.
error-method-adds = The options of a decision are frozen when it opens: leave out --add.
error-points = Between 1 and { $most } points can be shared.
error-method-options = This method asks one proposal, with answers of its own: leave out the options.
error-needs-eligible = A share of those who may vote, or an early close, needs their number: say how many they are.
error-quorum-over = A quorum of { $quorum } cannot be met by { $eligible } who may vote.
error-early-changes = A poll can close early only where a vote, once cast, stays, and where what is still to come can be counted exactly: single and several choices, consent, yes or no.
