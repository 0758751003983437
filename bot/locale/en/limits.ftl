# Too much at once.
limit-person = That was a lot at once. Nothing was done; try again in { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}.
limit-room = So much is asked for in this room just now that nothing was done. Try again in { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}.
limit-vote = Not counted: too many taps at once. What you had chosen before still stands; vote again in { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}.
