# Pictures of a counting method: rounds as flow, option against option, distribution of scores.
picture-rounds = Instant runoff: the option with the fewest votes leaves, its ballots go on
picture-rounds-column = Round { $number }
picture-rounds-won = wins with { $share }
picture-rounds-out = out after round { $number }
picture-rounds-pooled = { $count ->
    [one] { $names }
   *[other] { $count } more options: { $names }
}
picture-rounds-pooled-out = out in rounds 1 to { $number }
picture-rounds-exhausted = Exhausted ballots
picture-rounds-exhausted-note = rank nobody who is left
picture-rounds-shares = in per cent of all ballots
picture-rounds-alt = Instant runoff of “{ $question }”, round by round. { $winner } wins with { $share } of the votes in the last round.
picture-rounds-alt-round = Round { $number }: { $standings }.
picture-rounds-alt-leaves = Round { $number }: { $standings }; { $name } leaves, its ballots go on: { $flow }.
picture-rounds-alt-empty = Round { $number }: { $standings }; { $name } leaves without a ballot to pass on.
picture-rounds-alt-went = { $votes } to { $name }
picture-rounds-alt-exhausted = { $votes } to nobody
picture-rounds-alt-more = { $count ->
    [one] And 1 more round.
   *[other] And { $count } more rounds.
}
picture-rounds-missed = { $name } beats every other option head to head, yet does not win here

picture-pairs = Head to head: how many put the row above the column
picture-pairs-shares = Head to head: how many per cent put the row above the column
picture-pairs-won = The row beats the column; the stronger the colour, the clearer
picture-pairs-tied = Tie
picture-pairs-set-aside = Set aside: closes a circle of stronger wins
picture-pairs-smith = Smith set: they beat everyone outside it
picture-pairs-condorcet = { $name } beats every other option
picture-pairs-no-condorcet = No option beats every other
picture-pairs-left-out = { $count ->
    [one] The last option of the ranking is left out.
   *[other] The last { $count } options of the ranking are left out.
}
picture-pairs-alt = Head to head for “{ $question }”, ranked pairs. { $finding }. Ranking: { $ranking }.
picture-pairs-alt-pair = { $winner } – { $loser } { $votes }:{ $against }
picture-pairs-alt-tie = { $winner } – { $loser } tie, { $votes }:{ $against }
picture-pairs-alt-more = { $count ->
    [one] And 1 more pair.
   *[other] And { $count } more pairs.
}

picture-star = STAR: scores 5 to 0, then a runoff of the two highest totals
picture-star-total = { $points ->
    [one] 1 star
   *[other] { $points } stars
}
picture-star-runoff = Runoff: who scored which finalist higher
picture-star-for = { $votes } ({ $share })
picture-star-equal = { $votes } equal
picture-star-alt = STAR result of “{ $question }”. { $winner } wins the runoff: { $preferred } prefer it, { $opposed } prefer { $loser }, { $equal } see no difference.
picture-star-alt-alone = STAR result of “{ $question }”. { $winner } wins.
picture-rating = Ratings and their average
picture-score-level = { $score } ★
picture-rating-mean = { NUMBER($mean, minimumFractionDigits: 2, maximumFractionDigits: 2) }
picture-rating-none = not rated
picture-rating-raters = { $count ->
    [one] 1 rating
   *[other] { $count } ratings
}
picture-rating-middle = Middle of the ratings
picture-rating-alt = Ratings for “{ $question }”. { $winner } has the best average.
picture-judgment = Majority judgment: the grade that more than half give, or better
picture-judgment-middle = Half of the voters
picture-judgment-ungraded = No grade given counts as the worst one
picture-judgment-alt = Majority judgment of “{ $question }”. { $winner } wins.
picture-points = { $budget ->
    [one] 1 point for each voter: the bars show how many people gave how many
   *[other] { $budget } points for each voter: the bars show how many people gave how many
}
picture-points-total = { $points ->
    [one] 1 point
   *[other] { $points } points
}
picture-points-supporters = { $count ->
    [0] from nobody
    [one] from 1 person
   *[other] from { $count } people
}
picture-points-alt = Points for “{ $question }”. { $winner } has the most.
picture-scores-alt-row = { $name }: { $value } ({ $parts })
picture-scores-alt-part = { $level }: { $share }
picture-spoilt = { $count ->
    [one] 1 spoilt ballot
   *[other] { $count } spoilt ballots
}
picture-drawn = A tie was decided by the draw
