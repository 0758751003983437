# Troppo in una volta.
limit-person = Troppe richieste in una volta. Non è stato fatto nulla; riprova fra { $seconds ->
    [one] 1 secondo
   *[other] { $seconds } secondi
}.
limit-room = In questa stanza arrivano ora troppe richieste, e non è stato fatto nulla. Riprova fra { $seconds ->
    [one] 1 secondo
   *[other] { $seconds } secondi
}.
limit-vote = Non contato: troppi tocchi in una volta. Vale ancora quello che avevi scelto prima; vota di nuovo fra { $seconds ->
    [one] 1 secondo
   *[other] { $seconds } secondi
}.
