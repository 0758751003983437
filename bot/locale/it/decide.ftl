# Decisioni: /decide, e ciò che si stampa delle sue regole
help-decide = far decidere la comunità
usage-decide = /decide Dove facciamo la festa d’estate? | Lago | Città | Montagna --method ranked --for 3d

field-proposal = Domanda o proposta
hint-decide-options = Una per riga. Nessuna: si vota la proposta stessa
field-method = Come si decide
hint-method = Come al solito: approvazione da tre opzioni in su, sì o no per una sola proposta
method-usual = come al solito
method-approval = approvazione: tocca tutto ciò con cui sei d’accordo
method-single = una sola scelta
method-consent = consenso: nessuna obiezione che resti
method-ratify = sì, no o astensione, con una soglia
method-star = voti da 0 a 5, poi il ballottaggio (STAR)
method-rating = stelle, da 1 a 5
method-ranked = classifica (coppie ordinate)
method-runoff = classifica (ballottaggio immediato)
method-judgment = giudizi a parole (giudizio maggioritario)
method-points = punti da dividere
field-points = Punti da dividere
hint-points = Solo per «punti da dividere»; di solito 5
field-quorum = Quorum
hint-quorum = Quanti devono partecipare: il 30% degli aventi diritto, o un numero. Vuoto: nessuno
field-threshold = Soglia
hint-threshold = Per sì o no: maggioranza, 2/3, 60%, tutti; «2/3 di aventi» conta gli aventi diritto. Per il consenso: quante obiezioni non lo fermano
field-each = voti che servono a un’opzione: un numero, o debian per 3·√N/2
field-none = Si può scegliere «Nessuna di queste»
field-review = Si riguarda
hint-review = Quel giorno si chiede a chi ha votato se è stato fatto. Per esempio: 1 marzo
field-owner = Di chi è la decisione
hint-owner = Chi dice poi che cosa si farà: un nome di /role, o una menzione. Vuoto: tu
field-early = Chiudi appena nessun voto può più cambiarla
hint-early = Servono voti definitivi, e quante persone possono votare

answer-consent = Acconsento
answer-object = Obietto
answer-abstain = Mi astengo
answer-yes = Sì
answer-no = No
answer-none = Nessuna di queste

fact-majority-cast = Passa con più della metà dei voti espressi; chi si astiene non è un voto espresso.
fact-majority-eligible = Passa con più della metà dei { $size } aventi diritto: ne servono { $needed }.
fact-share-cast = Passa con { $share } dei voti espressi o più; chi si astiene non è un voto espresso.
fact-share-eligible = Passa con { $share } o più dei { $size } aventi diritto: ne servono { $needed }.
fact-objections = { $count ->
    [0] Una sola obiezione la ferma.
    [one] La ferma più di { $count } obiezione.
   *[other] La fermano più di { $count } obiezioni.
}
fact-quorum-share = Quorum: devono partecipare { $needed } dei { $size } aventi diritto ({ $share }).
fact-quorum-voters = Quorum: devono partecipare in { $needed }.
fact-each = A un’opzione servono { $needed } voti suoi.
fact-each-root = A un’opzione servono { $needed } voti suoi (3·√{ $size }/2).
fact-none = Cade ciò che non batte «Nessuna di queste»; se vince quella, non si decide nulla.

error-method = Non c’è questo modo di decidere. Ci sono: { $methods }.
error-only-for = { $part } vale solo per «{ $method }».
error-threshold = Una soglia è una maggioranza, una frazione o una percentuale fino al 100%, dei voti espressi o degli aventi diritto («2/3 di aventi»).
error-quorum = Un quorum è un numero di votanti, o una quota degli aventi diritto, fino al 100%.
error-each = Ciò che serve a un’opzione è un numero di voti, o debian.
error-each-method = Voti per ciascuna opzione si possono chiedere dove se ne sceglie una, se ne scelgono più d’una, o si mettono in ordine.
error-none-fixed = Con sì o no «Nessuna di queste» non ha senso: togli --none.
error-review-early = Si può riguardare solo dopo la decisione: { $at } viene prima.
