# Ricevute che chiunque può controllare: che cosa leggono i votanti, la pagina e il comando che controllano un conteggio.
field-receipts = Ricevute
hint-receipts = Ogni voto riceve un codice e dopo la chiusura chiunque può ricontare le schede. Chi vede un codice può vedere anche quel voto
fact-receipts = Ogni voto riceve una ricevuta: dopo la chiusura chiunque può ricontare le schede e trovare la propria.
error-promise-receipts = Se i voti ricevono ricevute è stato promesso al lancio e non si può più cambiare.
field-proof = Le schede da controllare
receipt-code = Ricevuta: { $code }. Tienila per te: dopo la chiusura mostra se il tuo voto è stato contato, e per che cosa.
myvotes-receipt = { $line } Ricevuta: { $code }
result-root = Schede sigillate: { $size }. Radice, per controllare il conteggio: { $root }
discord-option-receipts = ricevute
discord-option-proof = prova

error-no-receipts = Questo sondaggio non dà ricevute, quindi le sue schede non sono pubblicate.
error-ballots-not-yet = Le schede sono pubblicate quando il sondaggio è chiuso.
error-ballots-never = Questo sondaggio è stato annullato: le sue schede non saranno mai pubblicate.

verify-too-large = Questo file è troppo grande per essere controllato.
verify-not-a-file = Questo non è un file di schede pubblicate, oppure si è rovinato per strada. Scaricalo di nuovo.
verify-malformed = Questo file è stato manomesso o si è rovinato per strada: una sua parte non è come dev’essere.
verify-cannot-read = Il file non si può leggere: { $reason }.

verify-of = «{ $question }», chiuso { $at }
verify-all-holds = Tutto torna
verify-holds = Le schede pubblicate danno il risultato pubblicato.
verify-not-all = Qualcosa non torna
verify-fails = Non fidarti di questo risultato. Mostra questo ad altri.
verify-entries = Nessuna voce sigillata compare due volte.
verify-entries-wrong = Voci sigillate compaiono due volte o hanno lo stesso codice. Voci: { $where }
verify-ballots = Ogni scheda segue le regole e corrisponde alla sua voce sigillata.
verify-ballots-wrong = Alcune schede violano le regole o non corrispondono alla loro voce sigillata. Voci: { $where }
verify-count = Il riconteggio dà il risultato pubblicato.
verify-count-wrong = Il riconteggio dà un risultato diverso da quello pubblicato. Opzioni: { $where }
verify-root = Le voci sigillate danno l’ultima radice pubblicata.
verify-root-wrong = Le voci sigillate non danno l’ultima radice pubblicata: alcune sono state cambiate, aggiunte o tolte.
verify-heads = Il registro è solo cresciuto: contiene ogni radice precedente.
verify-heads-wrong = Il registro è stato riscritto: non contiene alcune radici precedenti. Lunghezze: { $where }
verify-draw = Il sorteggio dipende da ciò che fu promesso all’apertura: SHA-256 { $promise }
verify-draw-wrong = Il sorteggio dipende da altro rispetto a ciò che fu promesso all’apertura: SHA-256 { $promise }
verify-outcome = Secondo le regole del sondaggio, queste schede danno:
verify-noted = La radice che hai annotato è una di questo registro.
verify-noted-wrong = La radice che hai annotato non è di questo registro: queste non sono le schede per cui fu pubblicata.
verify-unopened = Hanno votato così poche persone che nessuna scheda è aperta e nessun risultato è mostrato: direbbe chi ha votato che cosa.
verify-recount = Riconteggio: { $voters ->
    [0] non ha votato nessuno
    [one] 1 scheda
   *[other] { $voters } schede
}
verify-option = { $label }: { $votes }
verify-mark = { $mark } ×{ $times }
verify-root-is = Radice: { $root }
verify-compare = Confronta la radice con quella nel messaggio di chiusura: solo se sono uguali queste sono le schede che vedono tutti gli altri.
verify-counted = Ricevuta { $code }: contata, per { $choices }.
verify-counted-paper = Ricevuta { $code }: contata. La scheda dice: { $choices }.
verify-spoilt = Ricevuta { $code }: aperta come { $choices }, che le regole del sondaggio non permettono, e che quindi non conta. Nessun file onesto ha una scheda così: mostrala ad altri.
verify-counted-as = Ricevuta { $code }: data per { $choices } e contata per { $counted }, perché alcune opzioni sono state unite o tolte.
verify-counted-for-none = Ricevuta { $code }: data per { $choices }, che è stata tolta dal sondaggio, quindi non conta.
verify-not-counted = Ricevuta { $code }: nel registro, ma non contata. È giusto se poi hai cambiato o ritirato questo voto, o se la sua opzione è stata tolta. Altrimenti mostra questa ricevuta a chi organizza, e ad altri.
verify-sealed = Ricevuta { $code }: nel registro. Hanno votato così poche persone che niente è aperto.
verify-absent = Ricevuta { $code }: non è nel registro. Confrontala lettera per lettera e guarda se il sondaggio è quello giusto. Se lo sono entrambi, il tuo voto manca e la ricevuta è la tua prova.
verify-no-code = Questo non è il codice di una ricevuta. Ha sedici lettere e cifre in quattro gruppi, come 7k3m-x2q9-ab4d-9fzt.
verify-twice = Ricevuta { $code }: due voci sigillate hanno questo codice. Questo file è fatto per ingannare.
verify-place = Voce { $place } di { $size }.
verify-path = Prova che è nel registro (RFC 6962): { $path }
verify-limit-proof = Una ricevuta può anche provare il tuo voto ad altri. Chi ha il tuo codice può vedere qui che cosa hai scelto. Non mostrarlo a chi non deve saperlo.
