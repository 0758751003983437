# Schede che sono più di una spunta: classifiche, voti, giudizi, punti
grade-reject = da respingere
grade-poor = scarso
grade-acceptable = accettabile
grade-good = buono
grade-very-good = molto buono
grade-excellent = ottimo

mark-place = { NUMBER($place, useGrouping: 0) }.
mark-score = { $score } su { $most }
mark-stars = { $stars ->
    [one] { $stars } stella su { $most }
   *[other] { $stars } stelle su { $most }
}
mark-points = { $points ->
    [one] { $points } punto
   *[other] { $points } punti
}
ballot-place = { NUMBER($place, useGrouping: 0) }. { $label }
ballot-mark = { $label }: { $mark }

paper-rank = Dagli il posto seguente, o riprendi il posto che ha
paper-raise = Un posto più su
paper-point-less = Un punto in meno
paper-point-more = Un punto in più
preview-paper-buttons = un pulsante per ogni opzione, da toccare in ordine
preview-paper-private = un pulsante, che apre la scheda in privato
preview-paper-form = una scheda da compilare

paper-undo = ↩ Togli l’ultimo posto

fact-ranked = Tocca le opzioni nel tuo ordine, la migliore per prima. Ciò che tralasci conta sotto a tutto ciò che metti in ordine; due allo stesso posto: quel posto si salta. Si conta a coppie ordinate.
fact-runoff = Tocca le opzioni nel tuo ordine, la migliore per prima. Ciò che tralasci conta sotto a tutto ciò che metti in ordine; due allo stesso posto: quel posto si salta. Si conta a ballottaggio immediato.
fact-star = Dai a ogni opzione da 0 a { $most }. Le due con più punti vanno al ballottaggio, che vince quella preferita da più persone; ciò che tralasci conta 0.
fact-rating = Dai a ogni opzione da 1 a { $most } stelle. Ciò che tralasci non è valutato da te.
fact-judgment = Dai a ogni opzione un giudizio. Vince il miglior giudizio di mezzo; ciò che tralasci conta come «da respingere».
fact-points = Dividi { $points ->
    [one] { $points } punto
   *[other] { $points } punti
} tra le opzioni, come vuoi. I punti che tieni vanno persi.
fact-consent = Acconsenti, obietta con un motivo, o astieniti.
fact-ratify = Sì, no, o astensione. Chi si astiene conta per l’affluenza, non per l’esito.

receipt-paper = ✓ Contato. La tua scheda: { $choices }.
receipt-paper-points = ✓ Contato. La tua scheda: { $choices }. { $left }.
receipt-paper-withdrawn = ✓ La tua scheda è di nuovo vuota, e non conta più: diceva { $before }.
refused-twice = Un’opzione sta due volte sulla tua scheda. Non è cambiato nulla.
refused-out-of-range = La scala non ha questo valore. Non è cambiato nulla.
refused-over-budget = Hai { $points ->
    [one] { $points } punto
   *[other] { $points } punti
} da dividere, e non di più. Prima togline qualcuno.
refused-old-paper = Questo pulsante è di regole più vecchie. Riapri il sondaggio, e vota lì.

error-promise-counting = Il modo di contare un sondaggio non si cambia dopo il lancio.
error-options-frozen = Le opzioni di questo sondaggio sono fisse: le schede che le mettono in ordine o le valutano vanno contate come sono state date. Per cambiarle annullalo e lanciane uno nuovo.

summary-refused-twice = un’opzione due volte
summary-refused-out-of-range = un valore che la scala non ha
summary-refused-over-budget = più punti di quanti ce n’erano
summary-refused-old-paper = con regole più vecchie

row-points = { $points ->
    [one] { $points } punto
   *[other] { $points } punti
}
row-total = { $total } in tutto
row-ratings = { $count ->
    [one] { $count } valutazione
   *[other] { $count } valutazioni
}
row-grades = { $count ->
    [one] { $count } giudizio
   *[other] { $count } giudizi
}
row-first = { $count ->
    [one] { $count } primo posto
   *[other] { $count } primi posti
}
paper-left = { $points ->
    [one] { $points } punto rimasto
   *[other] { $points } punti rimasti
}

error-method-multi = Più scelte sono già un metodo: togli --multi oppure il metodo.
error-method-final = Una scheda così si fa un tocco alla volta, e non può essere definitiva al primo. Togli --final.
error-method-adds = Le opzioni di una decisione sono fisse dall’apertura: togli --add.
error-points = Si possono dividere da 1 a { $most } punti.
error-method-options = Questo metodo chiede una sola proposta, con risposte sue: togli le opzioni.
error-needs-eligible = Una quota degli aventi diritto, o una chiusura anticipata, ha bisogno del loro numero: di’ quanti sono.
error-quorum-over = Un quorum di { $quorum } non si raggiunge con { $eligible } aventi diritto.
error-early-changes = Un sondaggio si chiude in anticipo solo dove un voto dato resta, e dove ciò che manca si può contare con esattezza: scelta singola o multipla, consenso, sì o no.
