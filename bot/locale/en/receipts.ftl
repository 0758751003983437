# Receipts that anyone can check: what voters are told, and the page and the command that check a count.
field-receipts = Receipts
hint-receipts = Every vote gets a code, and after the close anyone can recount the ballots. Whoever is shown a code can see that vote, too
fact-receipts = Every vote gets a receipt: after the close anyone can recount the ballots and find theirs.
error-promise-receipts = Whether votes get receipts was promised at the launch and cannot be changed any more.
field-proof = The ballots for checking
receipt-code = Receipt: { $code }. Keep it to yourself: after the close it shows whether your vote was counted, and for what.
myvotes-receipt = { $line } Receipt: { $code }
result-root = Sealed ballots: { $size }. Root, for checking the count: { $root }
discord-option-receipts = receipts
discord-option-proof = proof

error-no-receipts = This poll gives no receipts, so its ballots are not published.
error-ballots-not-yet = The ballots are published once the poll is closed.
error-ballots-never = This poll was cancelled: its ballots are never published.

verify-too-large = This file is too large to be checked.
verify-not-a-file = This is no file of published ballots, or it was damaged on the way. Download it again.
verify-malformed = This file was tampered with, or damaged on the way: a part of it is not what it must be.
verify-cannot-read = The file cannot be read: { $reason }.

verify-of = “{ $question }”, closed { $at }
verify-all-holds = Everything holds
verify-holds = The published ballots add up to the published result.
verify-not-all = Something does not hold
verify-fails = Do not trust this result. Show this to others.
verify-entries = No sealed entry is there twice.
verify-entries-wrong = Sealed entries are there twice, or share a code. Entries: { $where }
verify-ballots = Every ballot follows the rules and belongs to its sealed entry.
verify-ballots-wrong = Ballots break the rules or do not belong to their sealed entry. Entries: { $where }
verify-count = The recount gives the published result.
verify-count-wrong = The recount gives another result than the published one. Options: { $where }
verify-root = The sealed entries give the last published root.
verify-root-wrong = The sealed entries do not give the last published root: some were changed, added or removed.
verify-heads = The log only grew: every earlier root is contained in it.
verify-heads-wrong = The log was rewritten: earlier roots are not contained in it. Lengths: { $where }
verify-draw = The draw hangs on what was promised when the poll opened: SHA-256 { $promise }
verify-draw-wrong = The draw hangs on something else than was promised when the poll opened: SHA-256 { $promise }
verify-outcome = By the poll’s rules, these ballots give:
verify-noted = The root you noted down is one of this log’s.
verify-noted-wrong = The root you noted down is none of this log’s: these are not the ballots it was published for.
verify-unopened = So few people voted that no ballot is opened, and no result is shown: it would tell who voted how.
verify-recount = Recounted: { $voters ->
    [0] nobody voted
    [one] 1 ballot
   *[other] { $voters } ballots
}
verify-option = { $label }: { $votes }
verify-mark = { $mark } ×{ $times }
verify-root-is = Root: { $root }
verify-compare = Compare the root with the one in the closing post: only if they are equal, these are the ballots that everybody else sees.
verify-counted = Receipt { $code }: counted, for { $choices }.
verify-counted-paper = Receipt { $code }: counted. The ballot says: { $choices }.
verify-spoilt = Receipt { $code }: opened as { $choices }, which the rules of the poll do not allow, so that it counts for nothing. No honest file has such a ballot: show it to others.
verify-counted-as = Receipt { $code }: cast for { $choices }, and counted for { $counted } since options were merged or removed.
verify-counted-for-none = Receipt { $code }: cast for { $choices }, which was removed from the poll, so that it counts for nothing.
verify-not-counted = Receipt { $code }: in the log, but not counted. That is right if you changed or withdrew this vote later, or if its option was removed. If you did not, show this receipt to the organisers, and to others.
verify-sealed = Receipt { $code }: in the log. So few people voted that nothing is opened.
verify-absent = Receipt { $code }: not in the log. Compare it letter by letter, and look whether this is the right poll. If both are right, your vote is missing, and the receipt is your evidence.
verify-no-code = This is no receipt’s code. It has sixteen letters and digits in four groups, such as 7k3m-x2q9-ab4d-9fzt.
verify-twice = Receipt { $code }: two sealed entries bear this code. This file was made to deceive.
verify-place = Entry { $place } of { $size }.
verify-path = Proof that it is in the log (RFC 6962): { $path }
verify-limit-proof = A receipt can also prove your vote to others. Whoever has your code can look up here what you chose. Show it to nobody who is not to know.
