# Ciò che si legge sulla scheda di un sondaggio, nelle immagini e nei file esportati.
status-draft = Bozza
status-scheduled = Apre { $at }
status-open = Aperto
status-open-until = Aperto fino a { $at }
status-closed = Chiuso { $at }
status-cancelled = Annullato { $at }
status-cancelled-because = Annullato { $at }: { $reason }

card-count = { $voters ->
    [0] Nessuno ha ancora votato
    [one] Ha votato 1 persona
   *[other] Hanno votato { $voters } persone
}
card-votes = { $votes ->
    [one] 1 voto
   *[other] { $votes } voti
}
card-note = { $at }: { $words }

promise-named = Nomi visibili: tutti vedono chi ha scelto cosa.
promise-owner = Vede chi organizza: solo gli organizzatori vedono chi ha scelto cosa.
fact-choose-one = Scegli una sola opzione.
fact-choose-up-to = Scegli fino a { $most } opzioni.
fact-may-change = Puoi cambiare o ritirare il voto fino alla chiusura.
fact-final = Il voto, una volta dato, è definitivo.
fact-results-live = I risultati si vedono in diretta.
fact-results-after-vote = I risultati si vedono dopo aver votato.
fact-results-at-close = I risultati si vedono alla chiusura.
fact-may-add = Puoi aggiungere una tua opzione.
fact-census = { $size ->
    [one] Può votare 1 persona.
   *[other] Possono votare { $size } persone.
}
fact-random-invitation = Invitate: persone estratte a caso fra { $size }.
reported-votes = { $votes ->
    [one] Comprende 1 voto anonimo contato da { $platforms } in { $channels }, come totale: non si può verificare se questa persona abbia votato anche altrove.
   *[other] Comprende { $votes } voti anonimi contati da { $platforms } in { $channels }, come totali: non si può verificare se una persona abbia votato sia lì sia altrove.
}

alt-row = { $label }: { $share } ({ $votes })
picture-over-time = Voti nel tempo
picture-over-time-known = Voti nel tempo, quelli di cui si conosce l’ora
picture-by-platform = Voti per piattaforma
picture-turnout = Affluenza { $percent }%
picture-adds-to-more = Più scelte a testa: le quote possono superare il 100%
picture-alt = Risultato di «{ $question }». { $status }. { $voters ->
    [0] Non ha votato nessuno.
    [one] Ha votato 1 persona.
   *[other] Hanno votato { $voters } persone.
}
picture-alt-more = E altre { $count } opzioni.
picture-over-time-alt = Voti nel tempo per «{ $question }»: { $voters ->
    [one] 1 voto in tutto.
   *[other] { $voters } votanti in tutto.
}
picture-by-platform-alt = Voti per piattaforma per «{ $question }».

csv-option = Opzione
csv-votes = Voti
csv-percent = Percentuale
csv-voters = Votanti
csv-voter = Votante
csv-platform = Piattaforma
csv-choices = Scelte
csv-cast-at = Primo voto (UTC)
csv-changed-at = Ultima modifica (UTC)
