"""Trigger words in English, as delivered; a community edits its copy."""

from __future__ import annotations

from typing import Final

from bot.domain.warning.triggers import Category, WordList, patterns

INJURY: Final = """
ambulance-/s, paramedic-/s, emergency room, call-s/ed/ing 911, call-s/ed/ing 999, call-s/ed/ing 112,
someone is following, unconscious, passed out, fainted, collapsed, not breathing, cannot breathe, can t breathe,
choking, bleeding, injur-ed/y/ies, badly hurt, seriously hurt, got hurt, broken arm, broken leg, concussion,
seizure, stroke symptoms, heart attack, cardiac arrest, allergic reaction, anaphyla*, food poisoning, poisoned,
vomiting, overdos-e/ed, electrocut*, electric shock, burned ... hand-/s, severe burn-/s, gas leak,
smell-/s ... gas, gas smell, carbon monoxide, caught fire, catch-/es/ing fire, set on fire, is on fire,
there is a fire, there s a fire, smoke everywhere, smoke coming, explo-ded/sion/des/ding, stage ... collaps*,
roof ... collaps*, ceiling ... collaps*, emergency exit ... locked, emergency exit ... blocked,
emergency exit ... padlocked, fire exit ... locked, fire exit ... blocked, pieces of glass, glass in my ... food,
wrong medicine, bomb threat, there is a bomb, planted a bomb, with a knife, with a gun, has a knife, has a gun,
stabbed, shots fired, shooting at, assaulted, sexual assault, was attacked, raped, molest-ed/ing,
harass-ed/ment/ing, beaten up, people are fighting, death threat-/s, kill you, following me ... scared,
missing child, child ... lost, child ... missing, suicid-e/al, kill myself, kill himself, kill herself,
kill themselves, killing myself, killed himself, killed herself, end my life, take my own life, want to die,
self harm*, drowning, trampled, crushed in the crowd, someone died, dead body, rape victim, was raped, rapist-/s,
she died, he died, they died, has died, have died, people died
"""

BREACH: Final = """
data breach, breach of ... data, data leak-/s, leaked data, leaked ... password-/s, personal data ... leaked,
personal data ... exposed, personal data ... stolen, my data ... stolen, my data ... leaked, my data ... exposed,
hacked, hacker-/s, ransomware, phishing, malware, account ... compromised, password-/s ... stolen,
passwords in plain text, stole my ... card, stole my ... data, stole my ... identity, stole my ... account,
stole my ... money, stolen card, stolen identity, identity theft, card ... cloned, card ... skimmed,
unauthori-sed/zed charge-/s, unauthori-sed/zed payment-/s, unauthori-sed/zed transaction-/s,
unauthori-sed/zed access, unauthori-sed/zed login, fraudulent charge-/s, fraudulent transaction-/s,
someone else s data, someone else s account, someone else s order-/s, someone elses account, other people s data,
other people s account-/s, other people s order-/s, other user-s/ data, other customer-s/ data,
other customers ... order-/s, security vulnerability, sql injection
"""

LEGAL: Final = """
lawyer-/s, attorney-/s, solicitor-/s, barrister-/s, my legal team, legal action, legal proceedings, legal notice,
law firm, lawsuit-/s, class action, cease and desist, subpoena*, sue you, sue them, sue the company, suing,
will sue, going to sue, see you in court, take you to court, taking you to court, go to court, small claims,
court order, prosecut*, press charges, report ... to the police, call-/ed/ing the police, police report, gdpr,
data protection authority, data protection officer, privacy authority, information commissioner, ombudsman,
consumer protection, consumer rights, trading standards, financial authority, federal trade commission,
regulator-/s, breach of contract, defamation, libel, slander, discrimination ... complaint
"""

PRESS: Final = """
journalist-/s, reporter-/s, newspaper-/s, going to the press, go to the press, going to the media,
go to the media, contact-/ed/ing the press, contact-/ed/ing the media, talk-/ed/ing to the press, told the press,
tell the press, tell the media, press conference, press release, press inquiry, press enquiry,
on the news tonight, in the news tomorrow, all over the news, request for comment, investigative, tv crew,
news crew, camera crew, the bbc, the guardian, new york times, washington post, reuters, going viral, gone viral,
scandal, whistleblow*
"""

HARMLESS: Final = """
dying of laugh-ter/ing, died laughing, died of laughter, died of laugh-ing/ter, i died lol, to die for,
prices ... heart attack, nearly had a heart attack, gave me a heart attack, almost had a heart attack, killed it,
song is on fire, is on fire with, is on fire tonight, team is on fire, band is on fire, is on fire today,
phone died, battery died, laptop died, connection died, mind exploded, head exploded, exploded in popularity,
growth hacker-/s, hacker news, hacker space, hackerspace, life hacker-/s, movie ... about a lawyer,
film ... about a lawyer, book ... about a lawyer, nobody was injured, no one was injured, nobody got hurt,
no one got hurt, no injuries, nobody died, no one died, no need to call an ambulance, no ambulance,
shooting at goal, injury time, injury free, choking up, choking back tears, bleeding edge, bleeding obvious
"""


ENGLISH: Final = WordList(
    language="en",
    triggers={
        Category.INJURY: patterns(INJURY),
        Category.BREACH: patterns(BREACH),
        Category.LEGAL: patterns(LEGAL),
        Category.PRESS: patterns(PRESS),
    },
    harmless=patterns(HARMLESS),
)
