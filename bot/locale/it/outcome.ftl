# La scheda dell’esito: che cosa si è deciso, con quale scarto, secondo quale regola
outcome-decided = Deciso: «{ $option }».
outcome-first = Risultato: al primo posto «{ $option }».
outcome-carried = Deciso: approvato, con { $yes } sì e { $no } no.
outcome-consent = Deciso: nessuna obiezione.
outcome-consent-borne = Deciso: { $objections ->
    [one] { $objections } obiezione non basta a fermarlo.
   *[other] { $objections } obiezioni non bastano a fermarlo.
}
outcome-rejected = Respinto: { $yes } sì e { $no } no.
outcome-objected = Respinto: { $objections ->
    [one] c’è { $objections } obiezione.
   *[other] ci sono { $objections } obiezioni.
}
outcome-none = Respinto: al primo posto «{ $option }».
outcome-nothing-left = Respinto: non resta nessuna opzione.
outcome-level = Parità: { $yes } sì e { $no } no; quindi non è approvato.
outcome-tied = Parità: { $options }.
outcome-open = Parità: le schede non decidono.
outcome-nobody = Quorum mancato: non ha votato nessuno.
outcome-no-quorum = Quorum mancato: { $voters ->
    [one] ha votato { $voters } persona
   *[other] hanno votato { $voters } persone
}, ne servono { $needed }. Non si è deciso nulla.
outcome-no-option-quorum = Quorum mancato: nessuna opzione ha abbastanza voti suoi. Non si è deciso nulla.
outcome-abstained = Quorum mancato: chi ha votato si è astenuto. Non si è deciso nulla.
outcome-nothing-said = Quorum mancato: nessuna scheda dice qualcosa delle opzioni. Non si è deciso nulla.

outcome-early = Chiuso in anticipo: { $votes ->
    [one] { $votes } voto ancora possibile non poteva cambiare l’esito.
   *[other] { $votes } voti ancora possibili non potevano cambiare l’esito.
}
outcome-missed = Attenzione: nel confronto a due «{ $option }» batte ogni altra opzione, anche «{ $winner }». Il ballottaggio immediato l’ha scavalcata.
outcome-spoilt = { $ballots ->
    [one] { $ballots } scheda non è stata contata, perché le regole non conoscono ciò che dice.
   *[other] { $ballots } schede non sono state contate, perché le regole non conoscono ciò che dicono.
}
outcome-flip = { $ballots ->
    [one] { $ballots } scheda cambiata rovescerebbe l’esito.
   *[other] { $ballots } schede cambiate rovescerebbero l’esito.
}
outcome-flip-between = Tra { $least } e { $most } schede cambiate rovescerebbero l’esito.
outcome-not-chosen = Non scelte: { $options }.
outcome-smith = Nessuna opzione batte tutte le altre. Queste battono tutto il resto: { $options }.

row-duels = ne batte { $won } su { $rivals }
row-last = { $votes ->
    [one] { $votes } voto alla fine
   *[other] { $votes } voti alla fine
}
row-left-in = { $votes ->
    [one] { $votes } voto, fuori al turno { $round }
   *[other] { $votes } voti, fuori al turno { $round }
}
row-gauge = giudizi migliori { $above }, peggiori { $below }
row-laid = { $points ->
    [one] { $points } punto
   *[other] { $points } punti
} da { $supporters ->
    [one] { $supporters } persona
   *[other] { $supporters } persone
}
row-out = { $row }; { $why }
out-quorum = fuori: troppo pochi voti suoi
out-none = fuori: non supera «nessuna di queste»

rule-most = Regola: vince l’opzione con più voti.
rule-approval = Regola: ognuno vota quante opzioni vuole; vincono i più voti.
rule-star = Regola: STAR. Le due con più punti vanno al ballottaggio, che vince quella preferita da più persone.
rule-rating = Regola: la media più alta tra chi l’ha valutata.
rule-judgment = Regola: giudizio maggioritario. Vince il miglior giudizio di mezzo; a parità si toglie quello di mezzo finché differiscono.
rule-points = Regola: vincono i più punti; ognuno ne aveva { $points } da dividere.
rule-ranked = Regola: coppie ordinate. Ogni opzione si confronta con ogni altra; contano prima le vittorie più nette.
rule-runoff = Regola: ballottaggio immediato. Chi ha meno voti esce, e quelle schede passano alla loro opzione seguente.
rule-consent = Regola: vale, salvo che qualcuno obietti.
rule-consent-borne = Regola: vale con al massimo { $tolerated ->
    [one] { $tolerated } obiezione
   *[other] { $tolerated } obiezioni
}.
rule-ratify = Regola: { $share } { $base }: ne servono { $needed }, i sì sono { $yes }.
rule-quorum = Quorum: { $needed } votanti; hanno votato in { $voters }.
rule-option-quorum = A un’opzione { $needed ->
    [one] serve { $needed } voto suo
   *[other] servono { $needed } voti suoi
}.
rule-none = Un’opzione deve superare «{ $option }».
base-cast = dei { $cast } voti espressi (astensioni escluse)
base-eligible = dei { $eligible } aventi diritto
share-more = più del { $share }
share-least = almeno il { $share }
share-more-half = più della metà
share-least-half = almeno la metà
share-more-two-thirds = più di due terzi
share-least-two-thirds = almeno due terzi
share-more-three-quarters = più di tre quarti
share-least-three-quarters = almeno tre quarti

round-votes = { $label } { $votes }
round-out = Turno { $round }: { $votes }. Fuori: { $out }.
round-last = Turno { $round }: { $votes }. { $exhausted ->
    [0] Ogni scheda conta fino alla fine.
    [one] { $exhausted } scheda non ne indica nessuna.
   *[other] { $exhausted } schede non ne indicano nessuna.
}
star-runoff = Ballottaggio: { $preferred } danno di più a «{ $winner }», { $opposed } a «{ $loser }», { $equal } lo stesso a entrambe.
duel = { $one } – { $other }: { $ahead } a { $behind }

tie-winner = { $options } erano alla pari per il primo posto: ha deciso { $by }, a favore di { $chosen }.
tie-elimination = Turno { $round }: { $options } erano alla pari per l’ultimo posto; è uscita { $chosen }: ha deciso { $by }.
tie-finalists = { $options } erano alla pari per il ballottaggio; ci va { $chosen }: ha deciso { $by }.
tie-pairs = Confronti tra { $options } avevano lo stesso scarto; l’ordine l’ha dato il sorteggio.
tie-by-earlier-round = il voto di un turno precedente
tie-by-head-to-head = il confronto diretto
tie-by-fives = il numero dei cinque
tie-by-draw = il sorteggio
proof-of-listing = Prova del sorteggio: nonce { $nonce }, radice di tutte le schede { $root }. All’apertura si è pubblicato lo SHA-256 del nonce: { $promise }. Vince lo SHA-256 più basso di nonce, radice e numero dell’opzione.
proof-of-log = Prova del sorteggio: nonce { $nonce }, radice del registro pubblicato delle schede { $root }. All’apertura si è pubblicato lo SHA-256 del nonce: { $promise }. Vince lo SHA-256 più basso di nonce, radice e numero dell’opzione.

outcome-at-close = Le schede si contano con il metodo del sondaggio quando chiude.
fact-first-places = Durante il voto si vedono i primi posti, non l’esito.
csv-place = Posto
csv-result = Risultato
csv-details = Dettagli
csv-may-vote = Aventi diritto
csv-above = sopra { $option }
csv-round = Turno { $round }
csv-points = Punti
csv-supporters = Persone
draw-promise = Una parità alla chiusura si sorteggia. Ciò da cui dipende il sorteggio è fissato: SHA-256 { $promise }
fact-early = Chiude in anticipo: appena nessun voto ancora possibile può cambiare l’esito.
