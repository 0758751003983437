# Le prime parole: in una stanza in cui il bot è stato aggiunto, e in privato.
welcome-connect = Eccomi. Pubblico i sondaggi in { $title }? Collegalo con il pulsante, o con /connect.
welcome-again = Eccomi di nuovo. Pubblico ancora i sondaggi in { $title }? Collegalo con il pulsante, o con /connect.
welcome-connected = { $title } è collegato: i sondaggi si pubblicano qui.
welcome-stranger = Eccomi. I sondaggi si pubblicano in { $title } quando un organizzatore della comunità scrive qui /connect.
welcome-missing = Per lavorare bene qui mi manca ancora: { $rights }. Può darmelo chi amministra questa stanza.
start-what = Ciao! Qui passano i sondaggi di { $community }: una domanda in ogni canale, un conteggio onesto.
start-organiser = Sei fra gli organizzatori. Lancia il primo sondaggio: { $example } – oppure scrivi solo /poll per un modulo con anteprima. Aggiungimi a un gruppo e scrivi lì /connect per pubblicarvi i sondaggi.
start-voter = Per votare, tocca un’opzione sulla scheda del sondaggio; la ricevuta la vedi solo tu, e dice come cambiare idea. Che cosa hai votato: /myvotes. Tutto il resto: /help
welcome-founder = Eccomi. Chi gestisce questo server può scrivere /connect in { $title }: diventa una comunità a sé, con i suoi organizzatori e i suoi sondaggi.
