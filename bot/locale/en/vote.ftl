# What a voter is told.
receipt-cast = ✓ Counted: { $choices }. You can change or withdraw it until the close.
receipt-cast-final = ✓ Counted: { $choices }. This vote is final.
receipt-changed = ✓ Changed from { $before } to { $choices }.
receipt-unchanged = ✓ Already counted: { $choices }. Nothing has changed.
receipt-withdrawn = ✓ Withdrawn: your vote for { $before } no longer counts. You can vote again until the close.
receipt-none = You have no vote in this poll, so there was nothing to withdraw.

refused-unknown-poll = This poll does not exist any more.
refused-not-yet-open = This poll has not opened yet. Your vote was not counted.
refused-too-late = This poll is closed. Your vote was not counted.
refused-cancelled = This poll was cancelled. Votes no longer count.
refused-unknown-option = That option is not in this poll. Reload the page and choose again.
refused-option-removed = That option was removed. Choose another one.
refused-too-many = That is more than this poll allows. Nothing was changed.
refused-more-than = You can choose at most { $most }. Nothing was changed.
refused-nothing-chosen = Choose at least one option first.
refused-final = Votes are final in this poll.
refused-kept = { $reason } What you voted before stays counted: { $choices }.
error-vote-store = The database did not answer, so your vote may not be stored. Vote again in a moment: it counts once, however often you try.
