# The outcome card: what was decided, by how much, by which rule
outcome-decided = Decided: “{ $option }”.
outcome-first = Result: “{ $option }” comes first.
outcome-carried = Decided: carried, with { $yes } yes and { $no } no.
outcome-consent = Decided: nobody objects.
outcome-consent-borne = Decided: { $objections ->
    [one] { $objections } objection does not stop it.
   *[other] { $objections } objections do not stop it.
}
outcome-rejected = Rejected: { $yes } yes and { $no } no.
outcome-objected = Rejected: { $objections ->
    [one] there is { $objections } objection.
   *[other] there are { $objections } objections.
}
outcome-none = Rejected: “{ $option }” comes first.
outcome-nothing-left = Rejected: no option is left.
outcome-level = Tied: { $yes } yes and { $no } no; so it is not carried.
outcome-tied = Tied: { $options }.
outcome-open = Tied: the ballots leave it open.
outcome-nobody = No quorum: nobody voted.
outcome-no-quorum = No quorum: { $voters ->
    [one] { $voters } person voted
   *[other] { $voters } people voted
}, { $needed } are needed. Nothing is decided.
outcome-no-option-quorum = No quorum: no option has enough voters of its own. Nothing is decided.
outcome-abstained = No quorum: everybody who voted abstained. Nothing is decided.
outcome-nothing-said = No quorum: no ballot says anything of the options. Nothing is decided.

outcome-early = Closed early: { $votes ->
    [one] { $votes } vote still to come could not change it.
   *[other] { $votes } votes still to come could not change it.
}
outcome-missed = Mind: head to head, “{ $option }” beats every other option, “{ $winner }” too. Instant runoff passed it over.
outcome-spoilt = { $ballots ->
    [one] { $ballots } ballot was not counted, since the rules do not know what it says.
   *[other] { $ballots } ballots were not counted, since the rules do not know what they say.
}
outcome-flip = { $ballots ->
    [one] { $ballots } changed ballot would flip it.
   *[other] { $ballots } changed ballots would flip it.
}
outcome-flip-between = Between { $least } and { $most } changed ballots would flip it.
outcome-not-chosen = Not chosen: { $options }.
outcome-smith = No option beats every other one. These beat all the rest: { $options }.

row-duels = beats { $won } of { $rivals }
row-last = { $votes ->
    [one] { $votes } vote at the end
   *[other] { $votes } votes at the end
}
row-left-in = { $votes ->
    [one] { $votes } vote, out in round { $round }
   *[other] { $votes } votes, out in round { $round }
}
row-gauge = { $above } graded it better, { $below } worse
row-laid = { $points ->
    [one] { $points } point
   *[other] { $points } points
} from { $supporters ->
    [one] { $supporters } person
   *[other] { $supporters } people
}
row-out = { $row }; { $why }
out-quorum = out: too few voters of its own
out-none = out: not above “none of these”

rule-most = Rule: the option with most votes wins.
rule-approval = Rule: everybody votes for as many options as they like; most votes win.
rule-star = Rule: STAR. The two highest totals meet in a runoff, which the one preferred by more voters wins.
rule-rating = Rule: the highest average of those who rated it.
rule-judgment = Rule: majority judgment. The best middle grade wins; of equal ones the middle is taken away until they differ.
rule-points = Rule: most points win; everybody had { $points } to share.
rule-ranked = Rule: ranked pairs. Every option is compared with every other; the clearest victories count first.
rule-runoff = Rule: instant runoff. Who has fewest votes leaves, and those ballots go on to their next option.
rule-consent = Rule: it stands unless somebody objects.
rule-consent-borne = Rule: it stands with { $tolerated ->
    [one] { $tolerated } objection
   *[other] { $tolerated } objections
} at most.
rule-ratify = Rule: { $share } of { $base }: { $needed } needed, { $yes } said yes.
rule-quorum = Quorum: { $needed } voters; { $voters } voted.
rule-option-quorum = An option needs { $needed ->
    [one] { $needed } voter
   *[other] { $needed } voters
} of its own.
rule-none = An option has to come out above “{ $option }”.
base-cast = the { $cast } votes cast (abstentions left out)
base-eligible = the { $eligible } who may vote
share-more = more than { $share }
share-least = at least { $share }
share-more-half = more than half
share-least-half = at least half
share-more-two-thirds = more than two thirds
share-least-two-thirds = at least two thirds
share-more-three-quarters = more than three quarters
share-least-three-quarters = at least three quarters

round-votes = { $label } { $votes }
round-out = Round { $round }: { $votes }. Out: { $out }.
round-last = Round { $round }: { $votes }. { $exhausted ->
    [0] Every ballot counts to the end.
    [one] { $exhausted } ballot names none of them.
   *[other] { $exhausted } ballots name none of them.
}
star-runoff = Runoff: { $preferred } score “{ $winner }” higher, { $opposed } “{ $loser }”, { $equal } both alike.
duel = { $one } – { $other }: { $ahead } to { $behind }

tie-winner = { $options } were level for the first place; { $by } decided for { $chosen }.
tie-elimination = Round { $round }: { $options } were level for the last place; by { $by } { $chosen } left.
tie-finalists = { $options } were level for the runoff; by { $by } { $chosen } came in.
tie-pairs = Comparisons between { $options } had the same margin; the draw put them in order.
tie-by-earlier-round = the votes of an earlier round
tie-by-head-to-head = the count of one against the other
tie-by-fives = the number of fives
tie-by-draw = the draw
proof-of-listing = Proof of the draw: nonce { $nonce }, root of all ballots { $root }. At the opening SHA-256 of the nonce was published: { $promise }. The lowest SHA-256 of nonce, root and option number wins.
proof-of-log = Proof of the draw: nonce { $nonce }, root of the published log of ballots { $root }. At the opening SHA-256 of the nonce was published: { $promise }. The lowest SHA-256 of nonce, root and option number wins.

outcome-at-close = The ballots are counted by the poll’s method when it closes.
fact-first-places = Shown while it runs: first places, not the outcome.
csv-place = Place
csv-result = Result
csv-details = Details
csv-may-vote = May vote
csv-above = above { $option }
csv-round = Round { $round }
csv-points = Points
csv-supporters = People
draw-promise = A tie at the close is drawn. What the draw hangs on is fixed: SHA-256 { $promise }
fact-early = Closes early: as soon as no vote still to come can change it.
