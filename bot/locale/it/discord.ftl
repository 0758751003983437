# Discord: what stands on its buttons, in its menus, and what only there has to be said.
discord-vote = Vota
discord-my-vote = Il mio voto
discord-tell-outcome = Avvisami poi
discord-withdraw = Ritira
discord-add-option = Aggiungi un’opzione
discord-choose-up-to = { $most ->
    [one] Scegline una
   *[other] Scegline al massimo { $most }
}
discord-page = Pagina { $page } di { $pages }
discord-more-options = { $count ->
    [one] … e un’altra opzione: premi «Vota» per vederla.
   *[other] … e altre { $count } opzioni: premi «Vota» per vederle tutte.
}
discord-resumed = Sono mancato per un po’. Ora si può di nuovo votare; se il tuo tocco non è riuscito, premi ancora una volta.
discord-put-right = Qualcosa è stato corretto. I sondaggi di Discord non si possono cambiare, perciò lo dico qui:
discord-native-differs = Questo è un sondaggio di Discord: tutti vedono chi ha scelto cosa, e Discord non dà ricevute. Le sue cifre possono scostarsi per qualche secondo; vale ciò che è conservato qui.
discord-stale-button = Questo pulsante è troppo vecchio, o non è di qui. Non è cambiato nulla. Scrivi /help per andare avanti.
discord-broken = Qualcosa è andato storto. Riprova ancora una volta; se succede di nuovo, dillo agli organizzatori.
discord-sure = Sì: { $what }
discord-sure-question = Confermi? { $what }
discord-not-now = No, torna indietro
discord-rules = Regole
discord-more-rules = Altre regole ({ $page })
discord-form-ready = Il modulo è pronto.
discord-form-page = Modulo, pagina { $page }
discord-back-to-form = Torna al modulo
discord-welcome = Ti do il benvenuto tra gli organizzatori! Scrivi /connect in ogni canale che deve ricevere sondaggi; poi /poll ne lancia uno, e /help mostra tutto il resto.
discord-sign-in-used = Questo codice è già stato usato, o è troppo vecchio. Riavvia il programma per averne uno nuovo.
discord-code-option = il codice monouso dell’organizzatore, stampato all’avvio
discord-mention-option = un ruolo da menzionare nel messaggio del sondaggio, perché i suoi membri lo sappiano
discord-no-such-channel = Non vedo nessun canale chiamato { $name }. Scrivi /connect nel canale stesso, o dammi il permesso di vederlo.
discord-menu-from-message = Crea un sondaggio dal messaggio
discord-menu-publish = Pubblica questo sondaggio
discord-published = Pubblicato nei server che seguono questo canale.
discord-not-to-publish = Si possono pubblicare solo i miei messaggi in un canale di annunci.
discord-not-published = Discord non mi ha permesso di pubblicarlo. Forse era già pubblicato, o qui non posso più scrivere.
discord-organisers-only = Solo gli organizzatori possono farlo. Accedi con /start e il tuo codice.
discord-rights-missing = Per lavorare bene in questo canale mi manca ancora: { $rights }. Puoi darmelo in Impostazioni del server › Ruoli.
discord-right-view = vedere il canale
discord-right-send = inviare messaggi
discord-right-threads = inviare messaggi nei thread
discord-right-files = allegare file, per il grafico del risultato
discord-right-history = leggere la cronologia, per rispondere accanto al sondaggio
discord-right-polls = creare sondaggi
discord-name-poll = sondaggio
discord-name-polls = sondaggi
discord-name-results = risultati
discord-name-summary = riassunto
discord-name-close = chiudi
discord-name-extend = prolunga
discord-name-cancel = annulla
discord-name-fix = correggi
discord-name-reopen = riapri
discord-name-add = aggiungi
discord-name-myvotes = mieivoti
discord-name-notify = avvisami
discord-name-export = esporta
discord-name-connect = collega
discord-name-disconnect = scollega
discord-name-channels = canali
discord-name-language = lingua
discord-name-help = aiuto
discord-name-start = inizio
