# Telegram: ciò che sta sui suoi pulsanti, e che solo lì va detto.
telegram-my-vote = Il mio voto
telegram-vote = Vota
telegram-how-ranked = Tocca le opzioni nel tuo ordine, la migliore per prima.
telegram-own-order = Il tuo ordine: { $order }
telegram-how-paper = «Vota» apre la tua scheda in privato.
telegram-tell-outcome = Dimmi l’esito
telegram-refresh = Aggiorna
telegram-withdraw = Ritira
telegram-page = Pagina { $page } di { $pages }
telegram-more-options = { $count ->
    [one] … e un’altra opzione: apri «{ $button }» per vederla.
   *[other] … e altre { $count } opzioni: apri «{ $button }» per vederle tutte.
}
telegram-put-right = ✏️ C’è una correzione. I sondaggi di Telegram non si possono modificare, perciò è scritta qui:
telegram-overtaken = Nel frattempo hai toccato di nuovo: vale il voto più recente.
telegram-stale-button = Questo pulsante è troppo vecchio o non è di questo posto. Non è cambiato nulla. Scrivi /help per continuare.
telegram-sure = Sì: { $what }
telegram-not-now = No, torna indietro
telegram-who-are-you = Qui scrivi a nome di una chat, perciò non posso vedere chi sei. Continua con me in privato.
telegram-open-private = Apri la chat privata
telegram-form-in-private = Facciamolo in privato, con i pulsanti: ci vuole un minuto.
telegram-start-first = È solo per te, e non posso scriverti prima che tu abbia premuto Avvia. Apri la chat privata, premi Avvia e chiedi di nuovo.
telegram-sent-in-private = Te l’ho mandato in privato.
telegram-no-such-poll = Questo sondaggio non esiste più.
telegram-no-such-chat = Non sono in una chat di nome { $name }. Prima aggiungimi, poi scrivi /connect là dentro.
telegram-welcome = Aggiungimi ai tuoi gruppi e canali e scrivi lì /connect; poi /poll lancia un sondaggio e /help mostra tutto quello che puoi fare.
telegram-no-command = Leggo solo comandi. Scrivi /help per vederli.
telegram-edited-command = Un comando si esegue una volta sola, così come è stato inviato. Mandalo di nuovo come messaggio nuovo.
telegram-form-line = Mandamelo come messaggio.
telegram-form-lines = Mandamele in un solo messaggio, una per riga.
telegram-form-clear = Lascia vuoto
telegram-form-back = Indietro
telegram-form-stop = Interrompi
telegram-form-stopped = Interrotto. Non è stato lanciato nulla.
telegram-form-gone = Questo modulo non è più valido. Scrivi di nuovo il comando.
telegram-right-post = pubblicare messaggi (rendimi amministratore con questo permesso)
telegram-right-messages = inviare messaggi
telegram-right-photos = inviare foto, per il grafico del risultato
telegram-right-polls = inviare sondaggi
