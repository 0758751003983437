# Che cosa si conserva di una persona: l’informativa, i dati da portare via, l’oblio.
help-privacy = che cosa si conserva di te, e per quanto
help-mydata = tutto ciò che si conserva di te, in un file
help-forget = farti dimenticare
usage-privacy = /privacy
usage-mydata = /mydata
usage-forget = /forget
field-sure = Confermi? (sì)
offer-my-data = I miei dati in un file
offer-forget = Fatti dimenticare…
offer-forget-me = Dimenticami
privacy-what = Per contare il tuo voto una volta sola, { $community } conserva: il tuo numero e il tuo nome su questa piattaforma, i tuoi voti con l’ora, di quali esiti vuoi sapere, perché hai obiettato a una proposta, e ciò che scrivi nelle stanze di qui. Niente passa ad altri, e niente serve ad altro.
privacy-words-kept = Ciò che scrivi nelle stanze si cancella dopo { $months ->
    [one] 1 mese
   *[other] { $months } mesi
}.
privacy-voters-kept = { $months ->
    [one] 1 mese
   *[other] { $months } mesi
} dopo la fine di un sondaggio nessuno può più dire di chi era un voto; i voti restano contati.
privacy-platform = Anche la piattaforma su cui voti vede i tuoi tocchi, con le sue regole.
privacy-rights = /mydata ti dà tutto in un file. /forget lo cancella: i tuoi voti nei sondaggi in corso si ritirano, quelli nei sondaggi chiusi restano contati senza di te.
privacy-contact = Domande: { $contact }
mydata-here = Ecco tutto ciò che si conserva di te.
forget-ask = I tuoi voti nei sondaggi in corso si ritirano. Quelli nei sondaggi chiusi restano contati, ma nessuno può dire che erano tuoi. Il tuo nome, il tuo numero, le tue impostazioni e ciò che hai scritto nelle stanze di qui si cancellano. Messaggi e file che altri hanno già ricevuto restano dove sono. Non si può annullare.
done-forgotten = Ti abbiamo dimenticato. { $withdrawn ->
    [one] 1 voto ritirato
   *[other] { $withdrawn } voti ritirati
} dai sondaggi in corso, { $detached ->
    [one] 1 voto
   *[other] { $detached } voti
} nei sondaggi chiusi ora di nessuno, { $words ->
    [one] 1 messaggio cancellato
   *[other] { $words } messaggi cancellati
}.
error-voters-forgotten = Non si può riaprire: chi ha votato è dimenticato, e qualcuno potrebbe votare due volte.
privacy-first = Il tuo voto si conserva per contarlo una volta. Che cosa si conserva di te, e come cancellarlo: /privacy
