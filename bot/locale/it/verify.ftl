# La pagina che controlla un conteggio nel browser, e che cosa la pagina di un sondaggio dice delle schede sigillate.
log-title = Schede sigillate
log-head = Fino a { $at } il registro ne conteneva { $size ->
    [one] 1. La sua radice:
   *[other] { $size }. La sua radice:
}
log-none-yet = La prima testa del registro è pubblicata al più tardi un’ora dopo dieci voti.
log-why = Annota la radice: mostrerà poi che niente è stato cambiato alle spalle.
log-heads = Tutte le teste, con le prove
log-check = Controlla il conteggio
log-over = { $size ->
    [0] Nessuno ha votato.
    [one] 1 scheda sigillata, comprese le sostituite. La sua radice:
   *[other] { $size } schede sigillate, comprese le sostituite. La loro radice:
}

verify-title = Controlla il conteggio
verify-intro = Il tuo browser riconta le schede qui e adesso. Non crede a niente di quello che dice il server, e niente di ciò che scrivi esce da qui.
verify-file = Schede
verify-file-own = Quelle di questo sondaggio, come pubblicate
verify-file-none = Le schede di questo sondaggio non sono ancora pubblicate. Puoi controllare un altro file.
verify-file-choose = Controlla un altro file
verify-file-choose-first = Scegli il file con le schede
verify-file-drop = o trascinalo qui
verify-file-name = Nome del file
verify-checking = Controllo …
verify-done = { $done } voci di { $size }
verify-your-receipt = La tua ricevuta
verify-receipt-hint = Sedici lettere e cifre, come le hai ricevute votando. Resta in questo browser.
verify-look-up = Cercala
verify-your-root = La radice di queste schede
verify-root-hint = Incolla qui la radice del messaggio di chiusura. Solo se è la stessa queste sono le schede che vedono tutti gli altri.
verify-compare-button = Confronta
verify-votes = Voti
verify-papers = Schede che la valutano
verify-outcome-elsewhere = Questa pagina riconta ciò che le schede dicono di ogni opzione. Che cosa ne segue secondo le regole del sondaggio lo riconta python -m bot verify.
verify-option-head = Opzione
verify-what = Che cosa è stato controllato
verify-limits = Che cosa mostra, e che cosa no
verify-limit-count = Mostra che queste schede danno questo risultato, che nessuna è cambiata dopo essere stata sigillata e se la tua è fra loro.
verify-limit-fake = Non mostra chi ha votato. Chi gestisce il sondaggio potrebbe aggiungere schede di persone che non esistono, o dare lo stesso codice a due persone che hanno votato uguale: confrontate i codici fra voi, e il numero delle schede con quello delle persone.
verify-limit-platform = La piattaforma su cui hai votato ha visto il tuo tocco, qualunque cosa si prometta qui.
verify-limit-page = Un server falso potrebbe dare una pagina falsa. Salva questa pagina prima, fattela dare da qualcun altro o usa un altro strumento: il formato è pubblico.
verify-save-page = Salva questa pagina, per controllare senza il server
verify-save-file = Scarica le schede
verify-no-script = Per controllare qui il browser deve eseguire gli script. Senza: scarica le schede ed esegui python -m bot verify.
verify-no-answer = Non è stato possibile caricare le schede. Riprova, o scarica il file e sceglilo qui.
verify-back = Torna al sondaggio
