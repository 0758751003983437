# Comandi: aiuto, esempi, moduli, che cosa è stato fatto, che cosa non va.
help-title = Ecco che cosa puoi chiedere:
help-line = /{ $name } – { $help }
help-more = Scrivi /help e il nome di un comando per un esempio.
help-usage = Per esempio: { $usage }
help-flag = --{ $name }: { $label }
help-option = { $name }: { $label }
help-poll = lancia un sondaggio
help-polls = gli ultimi sondaggi
help-results = il risultato fin qui, con il grafico
help-summary = che cosa significa il risultato, da incollare in una mail
help-close = chiude subito un sondaggio
help-extend = sposta la chiusura di un sondaggio
help-cancel = annulla un sondaggio
help-fix = corregge un refuso, cambia le opzioni; chi vota vede una nota
help-reopen = riapre un sondaggio chiuso
help-add = aggiunge una tua opzione, dove il sondaggio lo permette
help-myvotes = che cosa hai votato
help-notify = fatti dire in privato com’è finito un sondaggio; di nuovo: non più
help-export = risultati o voti in un foglio di calcolo (CSV)
help-connect = collega un canale
help-disconnect = smette di pubblicare in un canale
help-channels = i canali collegati
help-language = la tua lingua, o quella della comunità
help-help = questo aiuto
help-launch = lancia una bozza
help-edit = modifica una bozza
help-discard = butta una bozza
help-start = che cos’è, e come si comincia

usage-poll = /poll Dove facciamo la festa d’estate? | Lago 🏖️ | Città | Montagna --for 2g
usage-polls = /polls
usage-results = /results
usage-summary = /summary
usage-close = /close
usage-extend = /extend fino a venerdì alle 18
usage-cancel = /cancel è cambiata la data
usage-fix = /fix 2: Centro città
usage-reopen = /reopen 2g
usage-add = /add Mare
usage-myvotes = /myvotes
usage-notify = /notify
usage-export = /export --ballots
usage-connect = /connect novità
usage-disconnect = /disconnect #novita
usage-channels = /channels
usage-language = /language en
usage-help = /help poll
usage-launch = /launch k3x9q2wz
usage-edit = /edit k3x9q2wz
usage-discard = /discard k3x9q2wz
usage-start = /start

field-question = Domanda
field-options = Opzioni
hint-options = Una per riga, da 2 a 50
field-about = Descrizione
field-multi = Quante se ne possono scegliere
hint-multi = 1 per una scelta sola
field-results = I risultati si vedono
field-until = Chiude
hint-until = Per esempio: 2g, venerdì alle 18, 27 novembre. Vuoto: quando lo chiudi tu
field-for = per quanto resta aperto
field-opens = Apre
hint-opens = Per esempio: lunedì alle 9. Vuoto: subito
field-in = Dove
hint-in = I canali in cui appare
field-names = Mostra i nomi: tutti vedono chi ha scelto cosa
hint-names = Altrimenti lo vedono solo gli organizzatori
field-final = Il voto è definitivo: non si cambia e non si ritira
field-add = Chi vota può aggiungere opzioni
field-native = Usa i sondaggi propri delle piattaforme
hint-native = Dove possono rispettare queste regole; senza nomi, ci dicono solo i totali
field-eligible = Quante persone possono votare
hint-eligible = Se lo sai: così si vede l’affluenza
field-sample = Estratte a caso fra quante persone
hint-sample = Solo se hai invitato persone a sorte: così si vedono i margini di errore
field-draft = prima tienilo come bozza
field-poll = Sondaggio
field-reason = Motivo
field-change = Che cosa cambiare
hint-change = Una nuova domanda; «2: nuovo nome»; «-3» toglie l’opzione 3; «4>2» unisce l’opzione 4 alla 2; «+ nome» ne aggiunge una
field-label = Opzione
field-ballots = ogni voto, dove la promessa lo permette
field-channel = Canale
field-language = Lingua
field-community = per tutta la comunità
field-command = Comando

form-send = Invia
form-preview = Anteprima
form-here = Qui: { $title }
form-everywhere = In tutti i canali
form-results-live = in diretta
form-results-after-vote = dopo il proprio voto
form-results-at-close = alla chiusura

preview-title = Anteprima. Per ora non la vede nessuno.
preview-channel = { $channel }: { $shown }
preview-instead = { $channel }: { $shown }, perché { $reason }
native-not-there = lì i sondaggi della piattaforma non si possono usare
native-not-scheduled = i sondaggi della piattaforma non possono aspettare un’apertura
native-too-long = i sondaggi della piattaforma accettano al massimo una domanda di { $question } caratteri e { $options } opzioni di { $label }
native-too-late = i sondaggi della piattaforma finiscono al più tardi dopo { $longest }, e questo resta aperto più a lungo o finché non lo chiudi tu
native-promise = i sondaggi della piattaforma non possono mantenere ciò che questo promette
preview-buttons = un pulsante per ogni opzione
preview-paged-buttons = pulsanti, a pagine
preview-menu = un menù
preview-form = un tocco per ogni opzione
preview-native-poll = il sondaggio della piattaforma
preview-link = un link alla pagina di voto
preview-none = si vede, senza voto
preview-off = questa piattaforma ora è spenta; apparirà quando torna
preview-opens = Apre { $at }.
preview-closes = Chiude { $at }.

offer-launch = Lancia
offer-edit = Modifica
offer-discard = Butta via
offer-close = Chiudi ora
offer-cancel = Annulla il sondaggio
offer-summary = Riepilogo
offer-reopen = Riapri
offer-launch-draft = Lancia «{ $question }»
offer-connect = Collega { $title }

done-launched = Lanciato in { $channels }. Resta aperto finché non scrivi /close { $id }. Link da condividere: { $link }
done-launched-until = Lanciato in { $channels }. Chiude { $at }. Link da condividere: { $link } (numero { $id })
done-scheduled = Programmato in { $channels }: apre { $at }. Link da condividere: { $link } (numero { $id })
done-discarded = Bozza «{ $question }» buttata via.
done-closed = «{ $question }» è chiuso. Il grafico sta arrivando in ogni canale.
done-reopened = «{ $question }» è di nuovo aperto finché non lo chiudi tu. I voti sono rimasti.
done-reopened-until = «{ $question }» è di nuovo aperto fino a { $at }. I voti sono rimasti.
done-extended = «{ $question }» ora chiude { $at }.
done-extended-by-hand = «{ $question }» ora resta aperto finché non lo chiudi tu.
done-cancelled = «{ $question }» è annullato. I canali lo dicono.
done-added = «{ $label }» aggiunta a «{ $question }».
done-notify = Quando «{ $question }» chiude ti dico in privato com’è finito. Hai cambiato idea? Scrivi di nuovo /notify { $id }.
done-notify-off = Non ti dirò com’è finito «{ $question }». Se invece vuoi saperlo, scrivi di nuovo /notify { $id }.
done-fixed = «{ $question }» è corretto; una nota sul sondaggio dice che cosa è cambiato.
done-removed = { $ballots ->
    [0] «{ $label }» è tolta. Non l’aveva scelta nessuno.
    [one] «{ $label }» è tolta. 1 voto per questa opzione non conta più; chi l’ha dato può votare di nuovo.
   *[other] «{ $label }» è tolta. { $ballots } voti per questa opzione non contano più; chi li ha dati può votare di nuovo.
}
done-removed-hidden = «{ $label }» è tolta. Eventuali voti per questa opzione non contano più; chi li ha dati può votare di nuovo.
done-merged = { $ballots ->
    [0] «{ $label }» è unita a «{ $into }». Non l’aveva scelta nessuno.
    [one] «{ $label }» è unita a «{ $into }»: spostato 1 voto.
   *[other] «{ $label }» è unita a «{ $into }»: spostati { $ballots } voti.
}
done-merged-hidden = «{ $label }» è unita a «{ $into }», con gli eventuali voti.
done-connected = { $title } è collegato su { $platform }. Per pubblicare lì: { $option }
done-connected-here = { $title } è collegato: i sondaggi lanciati qui si pubblicano qui. Ovunque insieme: { $option }
done-disconnected = { $title } non riceve più sondaggi. Per ricollegarlo: /connect.
done-language = D’ora in poi ti parlo in italiano.
done-language-community = D’ora in poi i sondaggi della comunità sono in italiano.
already-done = Era già fatto: conta una volta sola.
already-connected = { $title } è già collegato: i sondaggi si pubblicano lì.

polls-none = Non ci sono ancora sondaggi. Lancia il primo con /poll
polls-line = { $voters ->
    [0] • { $question } – { $status } – ancora nessuno – { $link } ({ $id })
    [one] • { $question } – { $status } – 1 votante – { $link } ({ $id })
   *[other] • { $question } – { $status } – { $voters } votanti – { $link } ({ $id })
}
myvotes-none = Non hai votato in nessun sondaggio.
myvotes-line = • { $question }: { $choices } ({ $at }) – { $status } – { $link }
results-after-vote = Vedrai i risultati dopo aver votato.
results-at-close = I risultati si vedono alla chiusura.
results-cancelled = Questo sondaggio è stato annullato: i risultati non si vedono.
results-never = Questo sondaggio è stato annullato prima della chiusura: i risultati restano nascosti, anche a te, come è stato promesso a chi vota.
channels-title = Canali collegati:
channels-line = • { $title } (#{ $address }, { $platform }) { $here }
channels-here = – sei qui
channels-lost-title = Non più raggiunti:
channels-lost-line = • { $title } (#{ $address }, { $platform }): { $reason }
language-now = Ti parlo in { $language }. Per cambiare: /language en
connect-how = Di’ quale canale collegare. Per collegare un gruppo, aggiungimi e scrivi lì /connect.
language-name-en = inglese
language-name-it = italiano

error-part = Che cosa non va: «{ $part }»
error-example = Una riga che funziona: { $example }
error-store = In questo momento il database non si può scrivere. Non è cambiato nulla; riprova fra poco.
error-store-late = Il database non ha risposto proprio all’ultimo: forse è stato fatto. Guarda, prima di riprovare.
error-command-unknown = Il comando /{ $name } non esiste. Scrivi /help per vederli tutti.
error-command-unknown-near = Il comando /{ $name } non esiste. Intendevi /{ $near }?
error-not-a-command = Un comando comincia con una barra. Scrivi /help per vederli tutti.
error-organisers-only = Solo gli organizzatori possono usare /{ $command }. Chi è titolare può darti il ruolo con /role; il primo titolare ha il link stampato all’avvio.
error-too-much = /{ $command } non sa che fare di questa parte.
error-number = «{ $name }» vuole un numero intero da { $least } a { $most }.
error-poll-unknown = Il sondaggio { $id } non esiste. Scrivi /polls per vederli.
error-no-such-poll = Ora non c’è un sondaggio così. Scrivi /polls per vederli.
error-which-poll = Ci sono più sondaggi in corso: di’ quale.
error-no-channel = Nessun canale è ancora collegato. Collegane uno con /connect
error-channel-unknown = Il canale { $name } non è collegato.
error-channel-unknown-of = Il canale { $name } non c’è. Collegati: { $channels }.
error-until-and-for = Indica la chiusura una volta sola: «until» o «for».
error-results = I risultati si possono vedere live (in diretta), after-vote (dopo il voto) o at-close (alla chiusura).
error-eligible-and-sample = Indica quanti possono votare («eligible») oppure fra quante persone si è estratto («sample»).
error-not-your-draft = Questa bozza è di un altro organizzatore.
error-extend-when = Di’ fino a quando.
error-fix-what = Di’ che cosa cambiare.
error-fix-one = Cambia le regole in una riga a parte. Non è cambiato nulla.
error-disconnect-name = Di’ quale canale.
error-last-channel = È l’ultimo canale: prima collegane un altro.
error-platform-off = { $platform } ora è spenta.
error-language = Parlo italiano (it) e inglese (en).
error-promise-ballots = In questo sondaggio solo gli organizzatori vedono chi ha scelto cosa: così è stato promesso a chi vota.
error-promise-export = I risultati restano nascosti fino alla chiusura, anche a te: così è stato promesso a chi vota.

help-community = la comunità di qui: nome, lingua e fuso orario
usage-community = /community Coro del lago --timezone Europe/Rome
field-own = come comunità a sé
field-community-name = Nome
field-timezone = Fuso orario
community-about =
    { $name }
    Lingua: { $language }. Fuso orario: { $timezone }.
    { $channels ->
        [one] { $channels } canale
       *[other] { $channels } canali
    }. Organizzatori: { $organisers }.
done-community = Questa comunità si chiama { $name }; i suoi orari sono quelli di { $timezone }.
done-founded = { $community } ora è una comunità a sé, e tu ne hai la titolarità. I sondaggi lanciati qui si pubblicano in { $title }.
founded-next = Collega altri canali con /connect, lancia con /poll. Lingua e fuso orario: /language --community, /community.
error-community-there = { $title } appartiene già a una comunità. Può collegarlo chi la organizza.
error-not-your-place = { $title } non è ancora di nessuna comunità: può collegarlo solo chi gestisce il server.
error-own-here = Una comunità a sé comincia nel canale in cui lo scrivi.
error-community-name = Un nome può avere al massimo { $most } caratteri.
error-timezone = Non conosco questo fuso orario.
