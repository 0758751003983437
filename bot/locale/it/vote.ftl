# Ciò che si dice a chi vota.
receipt-cast = ✓ Contato: { $choices }. Puoi cambiarlo o ritirarlo fino alla chiusura.
receipt-cast-final = ✓ Contato: { $choices }. Questo voto è definitivo.
receipt-changed = ✓ Cambiato da { $before } a { $choices }.
receipt-unchanged = ✓ Già contato: { $choices }. Non è cambiato nulla.
receipt-withdrawn = ✓ Ritirato: il tuo voto per { $before } non conta più. Puoi votare di nuovo fino alla chiusura.
receipt-none = Non hai un voto in questo sondaggio: non c’era nulla da ritirare.

refused-unknown-poll = Questo sondaggio non esiste più.
refused-not-yet-open = Questo sondaggio non è ancora aperto. Il voto non è stato contato.
refused-too-late = Questo sondaggio è chiuso. Il voto non è stato contato.
refused-cancelled = Questo sondaggio è stato annullato. I voti non contano più.
refused-unknown-option = Questa opzione non è nel sondaggio. Ricarica la pagina e scegli di nuovo.
refused-option-removed = Questa opzione è stata tolta. Scegline un’altra.
refused-too-many = Sono più scelte di quante il sondaggio ne permetta. Non è cambiato nulla.
refused-more-than = Puoi scegliere al massimo { $most } opzioni. Non è cambiato nulla.
refused-nothing-chosen = Prima scegli almeno un’opzione.
refused-final = In questo sondaggio il voto è definitivo.
refused-kept = { $reason } Resta contato ciò che avevi votato: { $choices }.
error-vote-store = Il database non ha risposto: forse il tuo voto non è stato salvato. Vota di nuovo fra poco: conta una volta sola, anche se riprovi.
