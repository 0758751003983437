# Una riga che non si riesce a leggere: quale parte, e che cosa fare.
error-flag-empty = --{ $flag } vuole un valore dopo di sé.
error-flag-twice = --{ $flag } c’è due volte. Tienine una.
error-flag-takes-none = --{ $flag } sta da sola e non vuole un valore. Togli = e ciò che segue.
error-flag-unknown = Qui --{ $flag } non esiste. Scrivi /help e il nome del comando per vedere che cosa c’è. Se fa parte del testo, metti il testo fra virgolette doppie.
error-flag-unknown-near = Qui --{ $flag } non esiste. Intendevi --{ $near }? Se fa parte del testo, metti il testo fra virgolette doppie.
error-line-long = Sono { $length } caratteri; il massimo è { $most }. Accorcia.
error-piece-empty = La parte { $place } fra le barre è vuota. Riempila, o togli una barra.
