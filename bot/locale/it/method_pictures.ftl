# Le immagini di un metodo di conteggio: turni e flussi, confronti a due, distribuzione dei voti.
picture-rounds = Ballottaggio istantaneo: chi ha meno voti esce, le sue schede passano ad altri
picture-rounds-column = Turno { $number }
picture-rounds-won = vince con il { $share }
picture-rounds-out = esce dopo il turno { $number }
picture-rounds-pooled = { $count ->
    [one] { $names }
   *[other] Altre { $count } opzioni: { $names }
}
picture-rounds-pooled-out = uscite nei turni da 1 a { $number }
picture-rounds-exhausted = Schede esaurite
picture-rounds-exhausted-note = senza più nessuno in gara
picture-rounds-shares = in percentuale di tutte le schede
picture-rounds-alt = Ballottaggio istantaneo per «{ $question }», turno per turno. Vince { $winner } con il { $share } dei voti dell’ultimo turno.
picture-rounds-alt-round = Turno { $number }: { $standings }.
picture-rounds-alt-leaves = Turno { $number }: { $standings }; esce { $name }, le sue schede passano così: { $flow }.
picture-rounds-alt-empty = Turno { $number }: { $standings }; esce { $name }, senza schede da passare.
picture-rounds-alt-went = { $votes } a { $name }
picture-rounds-alt-exhausted = { $votes } a nessuno
picture-rounds-alt-more = { $count ->
    [one] E 1 altro turno.
   *[other] E altri { $count } turni.
}
picture-rounds-missed = { $name } batte ogni altra opzione nei confronti a due, eppure qui non vince

picture-pairs = Confronti a due: in quanti preferiscono la riga alla colonna
picture-pairs-shares = Confronti a due: che percentuale preferisce la riga alla colonna
picture-pairs-won = La riga batte la colonna; più il colore è forte, più è netta
picture-pairs-tied = Parità
picture-pairs-set-aside = Scartata: chiude un circolo di vittorie più nette
picture-pairs-smith = Insieme di Smith: battono ogni opzione esterna
picture-pairs-condorcet = { $name } batte ogni altra opzione
picture-pairs-no-condorcet = Nessuna opzione batte tutte le altre
picture-pairs-left-out = { $count ->
    [one] L’ultima opzione della classifica non è mostrata.
   *[other] Le ultime { $count } opzioni della classifica non sono mostrate.
}
picture-pairs-alt = Confronti a due per «{ $question }», coppie ordinate. { $finding }. Classifica: { $ranking }.
picture-pairs-alt-pair = { $winner } – { $loser } { $votes } a { $against }
picture-pairs-alt-tie = { $winner } – { $loser } pari, { $votes } a { $against }
picture-pairs-alt-more = { $count ->
    [one] E 1 altro confronto.
   *[other] E altri { $count } confronti.
}

picture-star = STAR: punteggi da 5 a 0, poi lo spareggio fra i due totali più alti
picture-star-total = { $points ->
    [one] 1 stella
   *[other] { $points } stelle
}
picture-star-runoff = Spareggio: chi ha dato di più a quale finalista
picture-star-for = { $votes } ({ $share })
picture-star-equal = { $votes } pari
picture-star-alt = Risultato STAR di «{ $question }». Allo spareggio vince { $winner }: lo preferiscono in { $preferred }, preferiscono { $loser } in { $opposed }, alla pari per { $equal }.
picture-star-alt-alone = Risultato STAR di «{ $question }». Vince { $winner }.
picture-rating = Le valutazioni e la loro media
picture-score-level = { $score } ★
picture-rating-mean = { NUMBER($mean, minimumFractionDigits: 2, maximumFractionDigits: 2) }
picture-rating-none = senza valutazioni
picture-rating-raters = { $count ->
    [one] 1 valutazione
   *[other] { $count } valutazioni
}
picture-rating-middle = Metà delle valutazioni
picture-rating-alt = Valutazioni per «{ $question }». La media migliore è di { $winner }.
picture-judgment = Giudizio maggioritario: il giudizio che più di metà dà, o supera
picture-judgment-middle = Metà dei votanti
picture-judgment-ungraded = Chi non dà un giudizio conta come il peggiore
picture-judgment-alt = Giudizio maggioritario per «{ $question }». Vince { $winner }.
picture-points = { $budget ->
    [one] 1 punto a testa: le barre mostrano in quanti ne hanno dati quanti
   *[other] { $budget } punti a testa: le barre mostrano in quanti ne hanno dati quanti
}
picture-points-total = { $points ->
    [one] 1 punto
   *[other] { $points } punti
}
picture-points-supporters = { $count ->
    [0] da nessuno
    [one] da 1 persona
   *[other] da { $count } persone
}
picture-points-alt = Punti per «{ $question }». Ne ha di più { $winner }.
picture-scores-alt-row = { $name }: { $value } ({ $parts })
picture-scores-alt-part = { $level }: { $share }
picture-spoilt = { $count ->
    [one] 1 scheda nulla
   *[other] { $count } schede nulle
}
picture-drawn = Una parità è stata decisa dal sorteggio
