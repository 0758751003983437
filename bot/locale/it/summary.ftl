# Il risultato e il riepilogo, pronti da incollare in una mail.
headline-nobody = Non ha votato nessuno.
headline-nobody-yet = Nessuno ha ancora votato.
headline-tied = Parità: { $options } hanno { $votes ->
    [one] 1 voto ciascuna.
   *[other] { $votes } voti ciascuna.
}
headline-tied-now = Per ora parità: { $options } hanno { $votes ->
    [one] 1 voto ciascuna.
   *[other] { $votes } voti ciascuna.
}
headline-won = Prima «{ $option }» con il { $percent }%, { $lead ->
    [one] 1 voto più della seconda.
   *[other] { $lead } voti più della seconda.
}
headline-leads = In testa «{ $option }» con il { $percent }%, { $lead ->
    [one] 1 voto più della seconda.
   *[other] { $lead } voti più della seconda.
}

summary-interval = – intervallo al 95%: da { $low }% a { $high }%
summary-voters = { $voters ->
    [0] Non ha votato nessuno.
    [one] Ha votato 1 persona.
   *[other] Hanno votato { $voters } persone.
}
summary-turnout = Affluenza: { $percent }% di { $size } aventi diritto.
summary-more-than-eligible = Nota: hanno votato in { $voters }, più dei { $size } aventi diritto che hai indicato.
summary-adds-to-more = Si potevano scegliere più opzioni: le quote sono sui votanti e insieme possono superare il 100%.
summary-settled = Non può più cambiare: chi non ha votato è meno del distacco.
summary-open-lead = Può ancora cambiare fino alla chiusura.
summary-platform = { $platform } { $voters }
summary-platforms = Votanti per piattaforma: { $parts }.
summary-pace-minute = Tutti i voti sono arrivati nello stesso minuto: { $first }.
summary-pace = Primo voto { $first }, metà dei voti entro { $half }, ultimo { $last }.
summary-refused = { $count ->
    [one] 1 voto non è stato accolto:
   *[other] { $count } voti non sono stati accolti:
}
summary-refused-early = prima dell’apertura
summary-refused-late = dopo la chiusura
summary-refused-cancelled = dopo l’annullamento
summary-refused-unknown-option = per un’opzione che non esiste
summary-refused-option-removed = per un’opzione tolta
summary-refused-too-many = troppe opzioni insieme
summary-refused-nothing = nessuna scelta
summary-refused-final = cambio di un voto definitivo
undelivered = Non arrivato in { $channel }: { $reason }.
undelivered-unsupported = la piattaforma non può mostrarlo
undelivered-deleted = lì la scheda è stata cancellata
trouble-gone = il bot è stato tolto da lì, o il canale è stato cancellato
trouble-no-right = il bot lì non può scrivere
summary-hidden = { $voters ->
    [0] I risultati restano nascosti fino alla chiusura, anche a te: così è stato promesso a chi vota. Finora non ha votato nessuno.
    [one] I risultati restano nascosti fino alla chiusura, anche a te: così è stato promesso a chi vota. Finora ha votato 1 persona.
   *[other] I risultati restano nascosti fino alla chiusura, anche a te: così è stato promesso a chi vota. Finora hanno votato { $voters } persone.
}
certainty-self-selected = Quanto è sicuro? Dice che cosa vuole chi ha scelto di votare. Non si può dare un margine di errore, perché i votanti non sono stati estratti a caso e possono pensarla diversamente da chi ha taciuto.
certainty-census = Quanto è sicuro? Potevano votare tutti, quindi sono conteggi esatti senza margine di errore; chi non ha votato può pensarla diversamente.
certainty-random = Quanto è sicuro? Gli intervalli valgono per le { $size } persone fra cui gli invitati sono stati estratti a caso, se chi ha risposto non differisce da chi non ha risposto.
