# Ruoli, codici monouso e registro degli atti.
role-voter = votante
role-moderator = chi modera
role-organiser = chi organizza
role-owner = titolare
role-operator = chi gestisce il server
role-inherited = { $role }, perché amministra questo posto
person-forgotten = una persona dimenticata
help-role = chi può fare che cosa qui: elenco, dare e togliere ruoli
usage-role = /role Ada moderatrice
field-whom = A chi
hint-whom = Un nome dell’elenco, una menzione, o «new» per un codice monouso
field-role = Ruolo
field-code = Codice monouso
roles-title = Chi ha un ruolo in { $community }:
roles-line = • { $who } ({ $platform }): { $role }
roles-how =
    Chi modera chiude, prolunga e ricorda; chi organizza lancia sondaggi e vede chi ha votato cosa dove era stato promesso; chi è titolare dà i ruoli e legge il registro.
    Dare un ruolo: /role Ada moderatrice. Qualcuno di nuovo: /role new organizzatore crea un codice monouso.
offer-new-code = Codice monouso per: { $role }
offer-take-role = Togli il ruolo a { $who }
done-role = { $who }: prima { $before }, ora { $role }.
role-already = { $who } è già { $role }.
done-code =
    Il primo che inserisce questo codice diventa { $role } in { $community }. Vale 24 ore; passalo in privato.
    In privato al bot: /start { $code }
    In un browser: { $link }
code-owner = Ti diamo il benvenuto! { $community } è tua: ne hai la titolarità. Con /role decidi chi può fare che cosa, con /audit vedi che cosa è stato fatto.
code-organiser = Ti diamo il benvenuto! Ora organizzi { $community }.
code-moderator = Ti diamo il benvenuto! Ora moderi { $community }: puoi chiudere, prolungare e ricordare i sondaggi.
code-unknown = Questo codice non è nostro, o è stato cancellato perché troppo vecchio. Chiedine uno nuovo a chi è titolare (/role new), o riavvia il programma.
code-expired = Questo codice è troppo vecchio. Chiedine uno nuovo a chi è titolare (/role new), o riavvia il programma.
code-used = Qualcuno ha usato questo codice prima di te, e ognuno vale una volta sola. Se dovevi essere tu, dillo a chi è titolare: /role mostra chi è entrato. Per averne uno nuovo: /role new, o riavvia il programma.
code-void = Questo codice non vale più: chi l’ha creato non è più titolare. Chiedine uno nuovo.
error-owners-only = Può farlo solo chi è titolare. Chi lo è può darti il ruolo con /role.
error-moderators-only = Solo chi modera o organizza può usare /{ $command }. Chi è titolare può darti il ruolo con /role.
error-last-owner = Nessun altro è titolare di { $community }. Prima fa’ che lo diventi qualcun altro: /role new titolare
error-role-what = Di’ chi, e come che cosa: moderatore, organizzatore, titolare, o votante per togliere un ruolo.
error-nobody-of-name = Non conosco nessuno con questo nome e un ruolo qui. Crea un codice e passalo: /role new organizzatore
error-role-several = Più persone si chiamano { $who }. Usa i pulsanti sotto /role, o una menzione.
error-code-aloud = Qui leggerebbero tutti il codice. Chiedilo in privato.
help-audit = che cosa è stato fatto qui, da chi e quando
usage-audit = /audit
field-audit = «export» per un file
error-audit-what = Scrivi /audit per gli ultimi atti, o /audit export per averli tutti in un file.
error-audit-aloud = Qui il file arriverebbe a tutti. Chiedilo in privato.
offer-audit-export = Tutto in un file
audit-none = Non è ancora stato fatto nulla.
audit-title = Che cosa è stato fatto in { $community }, dall’ultimo:
audit-line = • { $at }, { $who } ({ $role }) { $what }
audit-operator = qualcuno dal server
audit-launched = ha lanciato «{ $subject }»
audit-closed = ha chiuso «{ $subject }»
audit-reopened = ha riaperto «{ $subject }»
audit-moved = ha spostato la fine di «{ $subject }» a { $at }, o il suo promemoria
audit-moved-by-hand = ha lasciato aperta la fine di «{ $subject }», o ne ha spostato il promemoria
audit-cancelled = ha annullato «{ $subject }»
audit-fixed = ha modificato «{ $subject }»
audit-exported = ha esportato i risultati di «{ $subject }»
audit-exported-ballots = ha esportato i voti di «{ $subject }»
audit-repeat-begun = ha cominciato a ripetere «{ $subject }»
audit-repeat-ended = ha smesso di ripetere «{ $subject }»
audit-broadcast-started = ha inviato «{ $subject }» a { $people ->
    [one] 1 persona
   *[other] { $people } persone
}
audit-broadcast-paused = ha sospeso l’invio di «{ $subject }»
audit-broadcast-resumed = ha ripreso l’invio di «{ $subject }»
audit-broadcast-cancelled = ha fermato l’invio di «{ $subject }»
audit-connected = ha collegato { $subject }
audit-disconnected = ha scollegato { $subject }
audit-founded = ha fondato la comunità
audit-described = ha cambiato nome, lingua o fuso orario della comunità
audit-granted = ha cambiato il ruolo di { $subject }: prima { $before }, ora { $after }
audit-code-made = ha creato un codice monouso che dà la titolarità, o fa organizzare
audit-code-made-for = ha creato un codice monouso per: { $role }
audit-code-used = è arrivato un codice monouso: { $role }
audit-invited = ha creato i link per “{ $subject }”, per { $people ->
        [one] una persona
       *[other] { $people } persone
    }
audit-accepted = ha fatto contare { $ballots ->
        [one] una scheda messa da parte
       *[other] { $ballots } schede messe da parte
    } in “{ $subject }”
audit-kept-aside = ha lasciato da parte { $ballots ->
        [one] una scheda
       *[other] { $ballots } schede
    } in “{ $subject }”
audit-log-read = ha scaricato questo registro
csv-number = Numero
csv-at = Quando
csv-who = Chi
csv-role = Come
csv-what = Che cosa
csv-act = Atto
csv-subject = A che cosa
csv-detail = Dettaglio
discord-name-role = ruolo
discord-name-audit = registro
discord-option-role = ruolo
