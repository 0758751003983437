# Note pubbliche su un sondaggio: che cosa è cambiato dopo il lancio.
note-reopened = riaperto dopo la chiusura
note-deadline = la chiusura è stata spostata a { $at }
note-no-deadline = ora resta aperto finché non viene chiuso a mano
note-question = la domanda è stata corretta: «{ $old }» è diventata «{ $new }»
note-option = un’opzione è stata corretta: «{ $old }» è diventata «{ $new }»
note-added = è stata aggiunta l’opzione «{ $label }»
note-removed = è stata tolta l’opzione «{ $label }»; i suoi voti non contano più
note-merged = l’opzione «{ $label }» è stata unita a «{ $into }», con i suoi voti
note-rules = le regole sono cambiate, entro ciò che era stato promesso
