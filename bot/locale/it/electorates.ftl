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
