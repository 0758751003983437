# Chi può votare: che cosa si chiede, che cosa sta scritto sul sondaggio, e che cosa si dice a chi non può.

field-who = Chi può votare
hint-who = membri, ruolo:Coro, da:30 (giorni); vuoto: chiunque
field-fixed = Solo chi c’era già all’apertura
hint-fixed = Per membri e ruoli

fact-members = Può votare solo chi è membro di { $rooms }
fact-members-fixed = Può votare solo chi era membro di { $rooms } all’apertura del sondaggio
fact-role = Può votare solo chi ha il ruolo “{ $role }”
fact-role-fixed = Può votare solo chi ha il ruolo “{ $role }” e c’era già all’apertura del sondaggio
fact-older =
    { $days ->
        [one] Può votare solo chi all’apertura del sondaggio era qui da almeno un giorno
       *[other] Può votare solo chi all’apertura del sondaggio era qui da almeno { $days } giorni
    }

refused-not-eligible = Non sei tra chi può votare in questo sondaggio.
refused-members = In questo sondaggio può votare solo chi è membro di { $rooms }. Entra lì, o vota con l’account che ne fa parte.
refused-members-late = In questo sondaggio può votare solo chi c’era già quando si è aperto.
refused-role = In questo sondaggio può votare solo chi ha il ruolo “{ $role }”.
refused-older =
    { $days ->
        [one] In questo sondaggio può votare solo chi all’apertura era qui da almeno un giorno.
       *[other] In questo sondaggio può votare solo chi all’apertura era qui da almeno { $days } giorni.
    }

summary-refused-not-eligible = da parte di chi non può votare

error-membership-unknown = Ora non si può controllare se puoi votare, quindi non è cambiato nulla. Riprova fra un minuto.
error-who = Non è chiaro chi può votare. Scrivi membri, ruolo: con il nome di un ruolo, oppure da: con un numero di giorni.
error-who-days = Non è un numero di giorni fra 1 e { $most }.
error-fixed-alone = Scrivi anche chi può votare: esserci già all’apertura conta solo per membri e ruoli.
error-no-roles = Nessuna delle stanze di questo sondaggio conosce ruoli. Li ha solo Discord.
error-role-unknown = Non c’è un ruolo “{ $name }”. Ci sono: { $roles }.

discord-option-who = chi
discord-option-fixed = già-presenti

fact-invited = Può votare solo chi è stato invitato, ognuno con il suo link
refused-invited = In questo sondaggio può votare solo chi è stato invitato. Apri il link che hai ricevuto, e vota in quel browser.

help-invite = Invita persone, ognuna con il suo link
usage-invite = /invite abcd2345 Ada Bianchi, ada@esempio.it | Bruno Neri, bruno@esempio.it
form-invite = Crea i link
field-people = Chi è invitato, una persona per riga
hint-people = Un nome, un indirizzo email, o entrambi separati da una virgola; fino a 100.000 righe di un foglio di calcolo
done-invited =
    { $count ->
        [0] Nessun nuovo link per “{ $question }”.
        [one] Un link per “{ $question }” è nel file. Fa votare una persona, una volta; non mandarlo a nessun altro.
       *[other] { $count } link per “{ $question }” sono nel file. Ognuno fa votare una persona, una volta; non mandarlo a nessun altro.
    }
invited-used =
    { $count ->
        [one] Una persona aveva già usato il suo link, e lo tiene.
       *[other] { $count } persone avevano già usato il loro link, e lo tengono.
    }
invited-broken =
    { $count ->
        [one] Una riga non si è potuta usare; il file dice quale e perché.
       *[other] { $count } righe non si sono potute usare; il file dice quali e perché.
    }

error-guests-many = { $count } righe sono troppe; se ne possono usare { $most }. Dividi la lista.
error-guests-none = Nella lista non c’è nessuno.
error-invite-anyone = Questo sondaggio non è per persone invitate. Lanciane uno con --who invitati.
error-invite-draft = Questo sondaggio è ancora una bozza. Prima lancialo, anche per più tardi con --opens.
guest-unreadable = non si legge: virgolette non chiuse, o un carattere rovinato
guest-columns = ha più di due colonne, e la prima riga della lista non dice quali sono
guest-empty = non ha né nome né indirizzo
guest-name-long = il nome supera { $most } caratteri
guest-email = l’indirizzo email non può essere giusto
guest-twice = lo stesso indirizzo sta nella riga { $line }
guest-used = era già stato invitato, e ha usato quel link
csv-line = riga
csv-name = nome
csv-email = indirizzo email
csv-link = indirizzo da aprire
csv-problem = problema

invitation-title = Sei invitato a votare
invitation-text = Questo link ti fa votare in “{ $question }”, una volta, da questo browser.
invitation-button = Vai al sondaggio
invitation-once = Il link è solo tuo. Quando qualcuno lo ha usato, non vale per nessun altro.
invitation-accepted = Puoi votare. Ora scegli e vota.
invitation-unknown = Questo invito non vale. Apri tutto il link come l’hai ricevuto; se sei stato invitato di nuovo, il più recente.
invitation-used = Questo link è già stato usato, in un altro browser o su un altro dispositivo. Continua lì, o chiedi a chi ti ha invitato.
invitation-expired = Questo sondaggio è finito, e con esso l’invito.
web-from-file = Oppure prendile da un file:
discord-option-people = persone

help-link = Unisci i tuoi account su più piattaforme, per contare una volta sola
usage-link = /link
field-link-code = Il codice dell’altro tuo account
help-unlink = Fa di nuovo votare questo account da solo
usage-unlink = /unlink
link-code =
    Il tuo codice: { $code }
    Entro { $valid }, scrivilo una volta con il tuo account su un’altra piattaforma: /link { $code }
    Da allora i due sono una persona sola, con un voto in ogni sondaggio. Dove entrambi hanno votato in un sondaggio aperto, conta il voto cambiato per ultimo e l’altro viene ritirato; ciò che è contato nei sondaggi chiusi resta.
    Non mostrare il codice a nessuno.
link-in-private = Un codice lo devi vedere solo tu. Scrivimi /link in privato.
link-code-wrong = Questo codice non vale: è scritto male, già usato, o ha più di dieci minuti. Scrivi /link con l’altro account per averne uno nuovo.
link-same = Sei già tu.
done-linked = Ora sei una persona sola: { $accounts }. Hai un voto in ogni sondaggio, ovunque tu lo dia.
linked-merged =
    { $count ->
        [one] In un sondaggio aperto avevi votato due volte: conta il voto cambiato per ultimo, l’altro è stato ritirato.
       *[other] In { $count } sondaggi aperti avevi votato due volte: conta il voto cambiato per ultimo, l’altro è stato ritirato.
    }
done-unlinked = Questo account è di nuovo da solo, e da ora ha un voto suo nei sondaggi.
unlink-none = Questo account non è unito a nessun altro.
unlink-voted =
    { $count ->
        [one] Hai votato in “{ $question }”, che è ancora aperto: separati, i tuoi account potrebbero votarci due volte. Ritira il voto o aspetta la chiusura, poi scrivi di nuovo /unlink.
       *[other] Hai votato in “{ $question }” e in altri sondaggi ancora aperti ({ $count } in tutto): separati, i tuoi account potrebbero votarci due volte. Ritira i voti o aspetta la chiusura, poi scrivi di nuovo /unlink.
    }
discord-name-invite = invita
discord-name-link = unisci
discord-name-unlink = separa

discord-name-quarantine = quarantena
discord-option-decision = decisione

help-quarantine = Vedi che cosa è stato messo da parte in un sondaggio come ondata di account nuovi, e decidi
usage-quarantine = /quarantine abcd2345 | accetta
field-decision = Che cosa farne
hint-decision = accetta o tieni; vuoto: solo guardare
quarantine-none = In questo sondaggio non c’è nulla da parte.
quarantine-which = Scrivi accetta, e contano come ammessi al pari di tutti, oppure tieni, e restano da parte.
quarantine-decide = Account nuovi non sono una prova: arriva così anche una classe o un circolo invitati insieme. Accettali, e contano come ammessi al pari di tutti; tienili da parte, e ogni cifra si continua a mostrare con e senza di loro. In nessun caso un voto viene cancellato.
quarantine-accepted =
    { $count ->
        [one] Il voto messo da parte ora conta come ammesso.
       *[other] I { $count } voti messi da parte ora contano come ammessi.
    }
quarantine-kept =
    { $count ->
        [one] Un voto resta da parte. Le cifre si mostrano con e senza.
       *[other] { $count } voti restano da parte. Le cifre si mostrano con e senza.
    }
offer-accept = Accettali
offer-keep = Tienili da parte
quarantine-aside =
    { $count ->
        [one] Uno di questi voti è arrivato in un’ondata di account nuovi, ed è messo da parte
       *[other] { $count } di questi voti sono arrivati in un’ondata di account nuovi, e sono messi da parte
    }
quarantine-row = { $label }: { $votes }
quarantine-figures =
    { $count ->
        [one] Questi sono tutti i voti. Uno è arrivato in un’ondata di account nuovi, ed è messo da parte; ammessi senza di esso: { $eligible } ({ $rows })
       *[other] Questi sono tutti i voti. { $count } sono arrivati in un’ondata di account nuovi, e sono messi da parte; ammessi senza di loro: { $eligible } ({ $rows })
    }
quarantine-left =
    { $count ->
        [one] Questi sono tutti i voti. Uno è arrivato in un’ondata di account nuovi, ed è messo da parte; ammessi senza di esso: { $eligible }
       *[other] Questi sono tutti i voti. { $count } sono arrivati in un’ondata di account nuovi, e sono messi da parte; ammessi senza di loro: { $eligible }
    }
quarantine-notice =
    { $count ->
        [one] “{ $question }”: in pochi minuti hanno votato insolitamente tanti account nuovi. Un voto è messo da parte; è contato, e ogni cifra si mostra con e senza. Guarda e decidi: /quarantine { $id }
       *[other] “{ $question }”: in pochi minuti hanno votato insolitamente tanti account nuovi. { $count } voti sono messi da parte; sono contati, e ogni cifra si mostra con e senza. Guarda e decidi: /quarantine { $id }
    }
two-remarks = { $first }. { $second }
picture-eligible = di cui ammessi { $count }
csv-eligible = voti ammessi
quarantine-secret = In un sondaggio segreto nessuno si mette da parte: di chi è una scheda, e quando è arrivata, qui non si sa.
