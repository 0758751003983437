"""Trigger words in Italian, as delivered; a community edits its copy."""

from __future__ import annotations

from typing import Final

from bot.domain.warning.triggers import Category, WordList, patterns

INJURY: Final = """
ambulanz-a/e, pronto soccorso, chiam-a/ate/ato/are/i il 118, chiam-a/ate/ato/are/i il 112, nessuno chiama il 118,
svenut-o/a/i/e, sven-uta/ne/imento, perso i sensi, priv-o/a di sensi, incoscient-e/i, non respir-a/o/ano/ava,
non riesc-o/e a respirare, soffoc-a/ando/ato/ata/ano, sanguin-a/o/ano/ante/ando, perd-e/o sangue,
pien-o/a di sangue, sangue ovunque, ferit-o/a/i/e, feriment-o/i, infortun-io/i/ato/ata/ati/ate,
fatto male ... cadendo, sentit-o/a male, si sente male, mi sento male, braccio rotto, gamba rotta,
frattur-a/e/ato/ata, commozione cerebrale, trauma cranico, convulsion-e/i, infart-o/i, arresto cardiaco,
reazion-e/i allergic-a/he, shock anafilattico, anafila*, intossica*, avvelena*, vomito e febbre, tutti ... vomito,
vomitando, overdose, folgorat-o/a/i/e, scossa elettrica, preso la scossa, ustion-e/i/ato/ata/ati/ate, fuga di gas,
odore di gas, puzza di gas, monossido, incendi-o/, preso fuoco, prende fuoco, va a fuoco, a fuoco il, in fiamme,
principio d incendio, fumo nero, fumo denso, fumo ovunque, fumo che esce, esplos-o/a/i/e/ione/ioni,
palco ... croll*, tetto ... croll*, soffitto ... croll*, muro ... croll*, crollat-o/a ... palco,
crollat-o/a ... tetto, crollat-o/a ... soffitto, crollando, uscita di sicurezza ... chiusa,
uscita di sicurezza ... bloccata, uscita di emergenza ... chiusa, uscita di emergenza ... bloccata, vetr-o/i nel,
pezzi di vetro, medicina sbagliata, farmaco sbagliato, allarme bomba, c e una bomba, messo una bomba,
piazzato una bomba, coltell-o/i/ata/ate, pistola, accoltella*, sparatoria, sparat-o/i a, ha sparato,
hanno sparato, aggredit-o/a/i/e, aggression-e/i, picchia-to/ta/ti/te, picchiando, picchiano, stuprat-o/a/i/e,
stupro, violentat-o/a/i/e, violenza sessuale, molestat-o/a/i/e, molesti-a/e, palpeggia*, minacc-e/ia di morte,
minacciat-o/a/i/e, qualcuno mi segue, vi ammazzo, ti ammazzo, vi uccido, ti uccido, mi seguono ... paura,
mi segue ... paura, bambin-o/a ... scompars-o/a, bambin-o/a ... si e pers-o/a, bambin-o/a ... smarrit-o/a,
suicid-io/a/arsi/armi/ato/ata, farla finita, togliermi la vita, togliersi la vita, ammazzarmi, ammazzarsi,
uccidermi, uccidersi, voglio morire, non voglio piu vivere, autolesionis*, annega*, calpestat-o/a/i/e,
schiacciat-o/a/i/e ... folla, e morto, e morta, sono morti, un morto, cadavere
"""

BREACH: Final = """
violazione ... dati, violazione dei dati, violati i dati, data breach, fuga di dati, furto di dati,
furto d identita, furto di identita, dat-i/o personal-i/e ... rubat-i/o, dat-i/o personal-i/e ... espost-i/o,
dat-i/o personal-i/e ... diffus-i/o, dati rubati, dati esposti, dati in chiaro, rubato i dati, rubato i miei dati,
rubato ... account, rubato ... profilo, rubato ... identita, rubato ... password, hackera*, ransomware, phishing,
malware, account ... violato, account ... compromesso, profilo ... violato, password ... rubat-a/e,
password in chiaro, carta ... clonata, carta ... rubata, carte ... clonate, addebit-o/i non autorizzat-o/i,
addebit-o/i ... mai fatt-o/i, preliev-o/i non autorizzat-o/i, prelevato ... soldi ... conto,
pagament-o/i non autorizzat-o/i, transazion-e/i non autorizzat-a/e, access-o/i non autorizzat-o/i,
accesso abusivo, truffa-/to/ta/ti, i dati di un altro, i dati di altri, i dati degli altri,
i dati di altre persone, dati di altri, dati di un altro, gli ordini di un altro, gli ordini di altri,
ordini di altri, account di un altro, account di altri, nome di un altro cliente, falla di sicurezza,
vulnerabilita ... sicurezza, hacker ... dati, degli hacker
"""

LEGAL: Final = """
avvocat-o/a/i/e, avvocatessa, legale di fiducia, mio legale, miei legali, nostro legale, nostri legali,
studio legale, vie legali, azion-e/i legal-e/i, diffida-/re, diffidiamo, querel-a/e/o/are/ato/ata/iamo/ero,
denunc-ia/io/iare/iato/iata/iamo/ie/e/ero/eremo, vi denuncio, class action, causa civile, faccio causa,
fare causa, facciamo causa, fara causa, faremo causa, faro causa, fatto causa, in tribunale, al tribunale,
dal tribunale, tribunal-e/i, procura della repubblica, in procura, esposto ... procura, esposto ... polizia,
esposto ... garante, esposto ... carabinieri, magistrat-o/i/ura, giudice di pace, carabinieri, polizia,
guardia di finanza, polizia postale, garante ... privacy, garante della privacy, garante dei dati,
autorita garante, antitrust, agcom, agcm, gdpr, associazione ... consumatori, codacons, altroconsumo, adiconsum,
federconsumatori, risarciment-o/i, danni morali, inadempimento contrattuale, violazione del contratto,
diffamazione, calunnia, messa in mora, ingiunzione, ispettorato del lavoro
"""

PRESS: Final = """
giornalist-a/i/e, cronist-a/i/e, alla stampa, con la stampa, dalla stampa, ai giornali, sui giornali, al giornale,
sul giornale, dai giornali, il giornale locale, ai media, sui media, agli organi di stampa, organi di stampa,
comunicato stampa, conferenza stampa, ufficio stampa, al telegiornale, al tg, in tv stasera, troupe, le iene,
striscia la notizia, report su rai, la repubblica, corriere della sera, la stampa ne, il fatto quotidiano, ansa,
inchiesta giornalistica, richiesta di commento, scandalo, diventat-o/a virale, sta diventando virale
"""

HARMLESS: Final = """
morire dal ridere, mort-o/a/i/e dal ridere, mort-o/a/i/e di sonno, mort-o/a/i/e di fame, mort-o/a/i/e di noia,
e mort-o/a la batteria, e mort-o il telefono, un morto di fame, punto morto, peso morto, tempo morto, da morire,
prezz-i/o ... infarto, da infarto, quasi un infarto, e una bomba, sei una bomba, siete una bomba, fuoco e fiamme,
sangue freddo, ferit-o/a nell orgoglio, nessun ferito, nessuna ferita, nessun incendio, senza feriti,
senza incendi, film ... avvocato, libro ... avvocato, serie ... avvocato, avvocato del diavolo,
diffida dalle imitazioni, diffidare dalle imitazioni, storia finita, occhiata assassina, schiacciata vincente,
esplosione di colori, esplosione di gioia, esplosione di sapor-e/i, esplosione di gusto, esplos-o/a di gioia,
cuore ... esploso, soffocante caldo, incendio di passioni, incendio nel cuore, va a fuoco la pista,
la pista va a fuoco
"""


ITALIAN: Final = WordList(
    language="it",
    triggers={
        Category.INJURY: patterns(INJURY),
        Category.BREACH: patterns(BREACH),
        Category.LEGAL: patterns(LEGAL),
        Category.PRESS: patterns(PRESS),
    },
    harmless=patterns(HARMLESS),
)
