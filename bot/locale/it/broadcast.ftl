# Chi è iscritto, e che cosa riceve in privato.
help-subscribe = ricevi in privato i sondaggi di questa comunità
help-unsubscribe = non riceverli più, né promemoria
help-broadcast = manda un sondaggio, o com’è finito, in privato a tutti gli iscritti
help-broadcasts = a che punto sono gli invii; metti in pausa, riprendi, annulla
usage-subscribe = /subscribe
usage-unsubscribe = /unsubscribe
usage-broadcast = /broadcast
usage-broadcasts = /broadcasts pause k3x9q2wz
field-broadcast = Invio
hint-broadcast = Il suo numero; prima del numero pause, resume o cancel. Vuoto: tutti

done-subscribed = Riceverai qui in privato i sondaggi di { $community }, e potrai votare lì. Per smettere: /unsubscribe
already-subscribed = Ricevi già in privato i sondaggi di { $community }. Per smettere: /unsubscribe
done-unsubscribed = Non riceverai più sondaggi in privato, né promemoria. Puoi sempre votare dove ne vedi uno; per riceverli di nuovo: /subscribe
already-unsubscribed = Non ricevi sondaggi in privato, né promemoria. Per riceverli: /subscribe
subscribe-not-here = Su { $platform } non posso scrivere in privato: qui vedi i sondaggi nella stanza. Per riceverli in privato, scrivimi /subscribe su Telegram o Discord.
start-subscribed = Quando un organizzatore manda in giro un sondaggio, lo ricevi qui in privato. Per smettere: /unsubscribe
start-unsubscribed = Non ricevi sondaggi in privato, come hai voluto. Per riceverli: /subscribe

broadcast-why = Ricevi questo messaggio perché sei iscritto ai sondaggi di { $community }. Per smettere: /unsubscribe
broadcast-note = Per non riceverne altri: /unsubscribe
broadcast-stop = Non mandarmi più messaggi

broadcast-preview-poll = «{ $question }» sarà mandato in privato a tutti gli iscritti. Non è ancora partito nulla.
broadcast-preview-outcome = Com’è finito «{ $question }» sarà mandato in privato a tutti gli iscritti. Non è ancora partito nulla.
broadcast-preview-platform = { $people ->
    [one] • { $platform }: 1 persona, circa { $span }
   *[other] • { $platform }: { $people } persone, circa { $span }
}
broadcast-preview-off = { $people ->
    [one] • { $platform }: 1 persona; ora qui non è collegato, e aspetta finché non lo sarà
   *[other] • { $platform }: { $people } persone; ora qui non è collegato, e aspetta finché non lo sarà
}
broadcast-preview-voted = Chi ha già votato è escluso.
broadcast-preview-again = È già stato mandato { $at }: chi l’ha ricevuto allora lo riceve di nuovo.
offer-broadcast-start = Manda
offer-broadcast-pause = Pausa
offer-broadcast-resume = Riprendi
offer-broadcast-cancel = Annulla l’invio
done-broadcast-started = { $people ->
    [one] È in viaggio verso 1 persona. Un messaggio solo per te dice a che punto è.
   *[other] È in viaggio verso { $people } persone. Un messaggio solo per te dice a che punto è.
}

broadcast-title-poll = Invio { $id }: «{ $question }»
broadcast-title-outcome = Invio { $id }: com’è finito «{ $question }»
broadcast-preparing = Non ancora confermato.
broadcast-sending = In corso.
broadcast-paused = In pausa.
broadcast-paused-because = In pausa: { $reason }.
broadcast-cancelled = Annullato. Nessun altro lo riceverà.
broadcast-stopped = Fermato: { $reason }.
broadcast-done = Finito.
broadcast-leg = { $platform }: { $sent } mandati su { $recipients }, { $blocked } non ricevono i miei messaggi, { $failed } non riusciti, { $skipped } saltati, { $remaining } da fare
broadcast-failed-because = { $count } non riusciti: { $reason }
broadcast-left = Mancano più o meno { $span }.
broadcast-failure-refused = la piattaforma ha rifiutato il messaggio
broadcast-failure-no-right = la piattaforma non mi lascia scrivere
broadcast-failure-unanswered = la piattaforma non ha risposto, quattro volte
broadcast-failure-broken = un errore mio; il registro dice di più
broadcast-because-closed = il sondaggio è chiuso
broadcast-because-cancelled = il sondaggio è stato annullato
broadcast-because-reopened = il sondaggio è di nuovo aperto
broadcast-because-refused = la piattaforma rifiuta questo messaggio a tutti
broadcast-because-broken = un errore mio; il registro dice di più
broadcasts-none = Non c’è ancora stato nessun invio. Comincia con /broadcast

error-broadcast-unknown = L’invio { $id } non esiste. Scrivi /broadcasts per vederli.
error-broadcast-nobody = Non si è ancora iscritto nessuno. Ci si iscrive premendo Avvia nella mia chat privata, o con /subscribe.
error-broadcast-started = Questo invio è già partito. Scrivi /broadcasts per vedere a che punto è.
error-broadcast-under-way = È già in corso: /broadcasts { $id }
error-broadcast-changed = Il sondaggio è cambiato dopo questa anteprima. Scrivi di nuovo /broadcast.
error-broadcast-poll = Si può mandare in giro solo un sondaggio aperto, o uno già chiuso.
error-broadcast-not-now = Non è più possibile. Scrivi /broadcasts per vedere a che punto è.
error-broadcast-what = Di’ quale invio, e che cosa farne: pause, resume o cancel.

discord-name-subscribe = iscriviti
discord-name-unsubscribe = disiscriviti
discord-name-broadcast = invia-a-tutti
discord-name-broadcasts = invii
discord-option-what = cosa
