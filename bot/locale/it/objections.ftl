# Obiettare a una proposta per consenso, con il motivo
help-object = obietta a una proposta, e di’ perché
usage-object = /object abcd1234 perché arriva troppo tardi
field-object = Perché obietti?
form-object = La tua obiezione: { $question }
form-object-send = Obietta
hint-object = Tutti possono leggerlo con l’esito, senza il tuo nome.
hint-object-named = Tutti possono leggerlo con l’esito, con il tuo nome.
hint-object-secret = Niente lo lega a te, quindi non si può cambiare né ritirare. Quello che scrivi può far capire chi sei.
object-which = A quale proposta obietti?
button-why = Di’ perché
hint-why = Di’ perché: { $line }
done-object = Il tuo motivo è registrato. Si vede con l’esito, senza il tuo nome, finché obietti.
done-object-named = Il tuo motivo è registrato. Si vede con l’esito, con il tuo nome, finché obietti.
done-object-secret = Il tuo motivo è registrato. Niente lo lega a te, quindi non si può ritirare.

web-keep-reason = Registra il motivo

error-object-method = Solo una proposta per consenso accetta obiezioni con un motivo.
error-object-none = Nessuna proposta per consenso è aperta.
error-object-empty = Di’ perché obietti: è sul motivo che gli altri possono lavorare.
error-object-long = Questo motivo ha { $length } caratteri; se ne tengono al massimo { $most }.
error-object-changed = Il tuo voto non è più un’obiezione, quindi il motivo non è stato registrato.
error-object-given = Hai già dato un motivo. Nessuno può dire quale sia il tuo, quindi resta com’è. La tua obiezione conta.

reasons-title = Perché si obietta:
reasons-line = • «{ $reason }»
reasons-named = • { $name }: «{ $reason }»
reasons-more = { $count ->
    [one] e un altro motivo
   *[other] e altri { $count } motivi
}
