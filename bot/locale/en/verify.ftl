# The page that checks a count in the browser, and what a poll’s page says of its sealed ballots.
log-title = Sealed ballots
log-head = Until { $at } the log held { $size ->
    [one] 1 of them. Its root:
   *[other] { $size } of them. Its root:
}
log-none-yet = The first head of the log is published an hour at most after ten votes.
log-why = Note the root down: it shows later that nothing was changed behind it.
log-heads = All heads, with proofs
log-check = Check the count
log-over = { $size ->
    [0] Nobody voted.
    [one] 1 sealed ballot, replaced ones included. Its root:
   *[other] { $size } sealed ballots, replaced ones included. Their root:
}

verify-title = Check the count
verify-intro = Your browser recounts the ballots here and now. It believes nothing that the server says, and nothing that you type leaves it.
verify-file = Ballots
verify-file-own = Those of this poll, as published
verify-file-none = The ballots of this poll are not published yet. You can check another file.
verify-file-choose = Check another file
verify-file-choose-first = Choose the file with the ballots
verify-file-drop = or drop it here
verify-file-name = File
verify-checking = Checking …
verify-done = { $done } of { $size } entries
verify-your-receipt = Your receipt
verify-receipt-hint = Sixteen letters and digits, as you got them when you voted. It stays in this browser.
verify-look-up = Look it up
verify-your-root = The root of these ballots
verify-root-hint = Paste the root from the closing post here. Only if it is the same, these are the ballots that everybody else sees.
verify-compare-button = Compare
verify-votes = Votes
verify-papers = Ballots that mark it
verify-outcome-elsewhere = This page recounts what the ballots say of each option. What follows from it by the poll’s rules is counted anew by python -m bot verify.
verify-option-head = Option
verify-what = What was checked
verify-limits = What this shows, and what not
verify-limit-count = It shows that these ballots give this result, that none was changed after it was sealed, and whether yours is among them.
verify-limit-fake = It does not show who voted. Whoever runs the poll could add ballots of people who do not exist, or give the same code to two people who voted alike: compare codes with each other, and the number of ballots with the number of people.
verify-limit-platform = The platform on which you voted saw your tap, whatever is promised here.
verify-limit-page = A false server could serve a false page. Save this page beforehand, take it from somebody else, or use another tool: the format is public.
verify-save-page = Save this page, to check without the server
verify-save-file = Download the ballots
verify-no-script = To check here, the browser has to run scripts. Without: download the ballots, and run python -m bot verify.
verify-no-answer = The ballots could not be loaded. Try again, or download the file and choose it here.
verify-back = Back to the poll
