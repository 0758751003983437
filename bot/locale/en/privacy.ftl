# What is kept about somebody: the notice, the data to take away, forgetting.
help-privacy = what is kept about you, and how long
help-mydata = everything that is kept about you, as a file
help-forget = be forgotten
usage-privacy = /privacy
usage-mydata = /mydata
usage-forget = /forget
field-sure = Are you sure? (yes)
offer-my-data = My data as a file
offer-forget = Be forgotten…
offer-forget-me = Forget me
privacy-what = { $community } keeps, to count your vote once: your number and name on this platform, your votes with their time, which outcomes you want to be told, why you objected to a proposal, and what you write in rooms here. Nothing is passed on, and nothing is used for anything else.
privacy-words-kept = What you write in rooms is deleted after { $months ->
    [one] 1 month
   *[other] { $months } months
}.
privacy-voters-kept = { $months ->
    [one] 1 month
   *[other] { $months } months
} after a poll is over nobody can tell any more whose vote was whose; the votes stay counted.
privacy-platform = The platform you vote on sees your taps as well, by its own rules.
privacy-rights = /mydata gives you all of it as a file. /forget deletes it: your votes in running polls are withdrawn, those in closed polls stay counted without you.
privacy-contact = Questions: { $contact }
mydata-here = Here is everything that is kept about you.
forget-ask = Your votes in running polls are withdrawn. Your votes in closed polls stay counted, but nobody can tell that they were yours. Your name, your number, your settings and what you wrote in rooms here are deleted. Posts and files that others have already received stay where they are. This cannot be undone.
done-forgotten = You are forgotten. { $withdrawn ->
    [one] 1 vote
   *[other] { $withdrawn } votes
} withdrawn from running polls, { $detached ->
    [one] 1 vote
   *[other] { $detached } votes
} in closed polls nobody’s now, { $words ->
    [one] 1 message
   *[other] { $words } messages
} deleted.
error-voters-forgotten = It cannot be opened again: who voted is forgotten, so some could vote twice.
privacy-first = Your vote is kept to count it once. What is kept about you, and how to delete it: /privacy
