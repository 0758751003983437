# Promemoria, sondaggi che si ripetono, riepiloghi.
help-remind = ricorda ai canali un sondaggio prima che chiuda
help-repeats = i sondaggi che si ripetono
help-stop = metti fine a un sondaggio che si ripete
help-digest = a che punto sono i sondaggi, adesso o a intervalli in privato
usage-remind = /remind 2 ore
usage-repeats = /repeats
usage-stop = /stop k3x9q2wz
usage-digest = /digest lunedì 9:00

field-remind = Promemoria, quanto prima della chiusura
hint-remind = Per esempio: 1g, 2 ore. Vuoto: nessun promemoria
hint-remind-off = Per esempio: 1g, 2 ore; oppure «mai»
field-every = ogni quanto si ripete: lunedì 10:00, giorno 9:00, mese 1 10:00
field-repeat = Sondaggio che si ripete
field-digest = ogni quanto: lunedì 9:00, giorno 18:00; oppure «mai». Vuoto: adesso

reminder-closes = Chiude { $at }.
reminder-link = Non hai ancora votato? Vota nel sondaggio, o qui: { $link }
reminder-vote = Non hai ancora votato? Vota nel sondaggio.

preview-remind = Un promemoria parte { $at }.
offer-stop = Non ripetere più

done-reminded = Un promemoria parte { $at }.
done-remind = «{ $question }»: ai canali lo ricordo { $at }.
done-remind-off = «{ $question }»: nessun promemoria.
done-repeat = { $rhythm } lancio questo sondaggio in { $channels }, la prima volta { $at }. Per smettere scrivi /stop { $id }
done-stop = «{ $question }» non si ripete più. Se un sondaggio è in corso, continua.

example-every = lunedì 10:00
repeats-none = Nessun sondaggio si ripete. Aggiungi per esempio { $option } a un /poll
repeats-line = • { $question } – { $rhythm }, in { $channels } – prossimo { $at } ({ $id })

digest-title = A che punto sono i sondaggi di { $community }
digest-running = In corso:
digest-nothing-runs = Nessun sondaggio è in corso.
digest-over = Chiusi da { $at }:
digest-nothing-over = Nessuno ha chiuso da { $at }.
digest-more = { $count ->
    [one] … e un altro. Scrivi /polls per vederlo.
   *[other] … e altri { $count }. Scrivi /polls per vederli.
}
digest-how = Per riceverlo in privato a intervalli regolari, scrivi per esempio /digest lunedì 9:00
digest-next = { $rhythm } lo ricevi in privato, prossimo { $at }. Per smettere: /digest off
digest-none = Non ricevi nessun riepilogo, quindi non è cambiato nulla.
offer-digest-off = Niente più riepiloghi
done-digest = { $rhythm } ti dico in privato a che punto sono i sondaggi, la prima volta { $at }. Per smettere: /digest off
done-digest-off = Non riceverai più riepiloghi. Per vedere a che punto sono i sondaggi, scrivi /digest

rhythm-day = Ogni giorno alle { $at }
rhythm-week = Ogni { $weekday } alle { $at }
rhythm-month = Il giorno { $day } di ogni mese alle { $at }
rhythm-last-day = L’ultimo giorno di ogni mese alle { $at }
weekday-monday = lunedì
weekday-tuesday = martedì
weekday-wednesday = mercoledì
weekday-thursday = giovedì
weekday-friday = venerdì
weekday-saturday = sabato
weekday-sunday = domenica

note-late-run = { $missed ->
    [0] previsto per { $at }, lanciato in ritardo perché il programma era fermo
    [one] previsto per { $at }, lanciato in ritardo perché il programma era fermo; nel frattempo ne è saltato un altro
   *[other] previsto per { $at }, lanciato in ritardo perché il programma era fermo; nel frattempo ne sono saltati altri { $missed }
}

error-length = --{ $name } vuole una durata: minuti, ore, giorni o settimane.
error-every = Non capisco ogni quanto. Indica un giorno della settimana, «giorno», oppure «mese» con il suo giorno, e un’ora.
error-every-alone = Con «every» i tempi vengono dal ritmo, e adesso non si lancia nulla. Di’ con «for» per quanto resta aperto ogni sondaggio.
error-remind-when = Di’ quanto prima della chiusura.
error-remind-no-deadline = Un promemoria ha bisogno di una chiusura. Di’ quando chiude il sondaggio.
error-remind-early = È troppo prima della chiusura: il promemoria arriverebbe quando nessuno può ancora votare. Indica un tempo più breve.
error-remind-none = Non era previsto nessun promemoria, quindi non è cambiato nulla.
error-repeat-unknown = Non c’è nessun sondaggio ripetuto { $id }. Scrivi /repeats per vederli.
error-repeat-ended = «{ $question }» era già finito.
error-which-repeat = Si ripetono più sondaggi: di’ quale. Scrivi /repeats per vederli.
