# Un momento che non si riesce a capire.
error-when = Non capisco quando è «{ $text }». Va bene una durata, un giorno o una data, con o senza l’ora.
error-when-weekday = Il { $day } non cade di «{ $word }». Scrivi solo la data o solo il giorno della settimana.
