# Decisions: /decide and what is printed of its rules
help-decide = let the community decide
usage-decide = /decide Where should the summer party be? | Lake | City | Mountains --method ranked --for 3d

field-proposal = Question or proposal
hint-decide-options = One a line. None: the proposal itself is put to the vote
field-method = How it is decided
hint-method = As usual: approval from three options on, yes or no for a proposal alone
method-usual = as usual
method-approval = approval: tap all you agree with
method-single = one choice
method-consent = consent: no objection that stands
method-ratify = yes, no or abstain, with a threshold
method-star = scores 0 to 5, then a runoff (STAR)
method-rating = stars, 1 to 5
method-ranked = ranking (ranked pairs)
method-runoff = ranking (instant runoff)
method-judgment = grades in words (majority judgment)
method-points = points to share
field-points = Points to share
hint-points = For “points to share” only; usually 5
field-quorum = Quorum
hint-quorum = How many must take part: 30% of those who may vote, or a number. Empty: none
field-threshold = Threshold
hint-threshold = For yes or no: majority, 2/3, 60%, all; “2/3 of eligible” counts those who may vote. For consent: how many objections do not stop it
field-each = votes that an option needs: a number, or debian for 3·√N/2
field-none = “None of these” can be chosen
field-review = Looked at again
hint-review = At that day the voters are asked whether it was done. For example: 1 march
field-owner = Whose decision it is
hint-owner = Who says afterwards what will be done: a name of /role, or a mention. Empty: you
field-early = Close as soon as no vote can change it
hint-early = Needs final votes, and how many people can vote

answer-consent = I consent
answer-object = I object
answer-abstain = I abstain
answer-yes = Yes
answer-no = No
answer-none = None of these

fact-majority-cast = Carried by more than half of the votes cast; abstentions are not votes cast.
fact-majority-eligible = Carried by more than half of the { $size } who may vote: { $needed } needed.
fact-share-cast = Carried by { $share } of the votes cast or more; abstentions are not votes cast.
fact-share-eligible = Carried by { $share } or more of the { $size } who may vote: { $needed } needed.
fact-objections = { $count ->
    [0] One objection stops it.
    [one] More than { $count } objection stops it.
   *[other] More than { $count } objections stop it.
}
fact-quorum-share = Quorum: { $needed } of the { $size } who may vote ({ $share }) must take part.
fact-quorum-voters = Quorum: { $needed } must take part.
fact-each = An option needs { $needed } votes for itself.
fact-each-root = An option needs { $needed } votes for itself (3·√{ $size }/2).
fact-none = What does not beat “None of these” falls; where that wins, nothing is decided.

error-method = No such way to decide. There are: { $methods }.
error-only-for = { $part } is for “{ $method }” only.
error-threshold = A threshold is a majority, a fraction or a percentage up to 100%, of the votes cast or of those who may vote (“2/3 of eligible”).
error-quorum = A quorum is a number of voters, or a share of those who may vote, up to 100%.
error-each = What an option needs is a number of votes, or debian.
error-each-method = Votes for each option can be asked for where one is chosen, several are, or all are ranked.
error-none-fixed = With yes or no, “None of these” has no meaning: leave out --none.
error-review-early = It can be looked at again only after it was decided: that is { $at }, which comes before.
