"""What /decide was told: by which method, and what it needs to bind; and back into words for a draft's form."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Final

from bot.commands.asked import asked_for
from bot.commands.call import Call
from bot.domain.errors import BadInput
from bot.domain.ids import OptionId
from bot.domain.method import MOST_POINTS, USUAL_POINTS, Counting, Method
from bot.domain.poll import Poll
from bot.domain.tally.thresholds import ANYBODY, DEBIAN, MAJORITY, Base, OptionQuorum, Quorum, Threshold
from bot.domain.text import say
from bot.locale.speech import speech
from bot.services.asking import NewPoll

USUAL: Final = "usual"
"""By what is asked."""
SINGLE: Final = "single"
APPROVAL: Final = "approval"
METHODS: Final = (
    (APPROVAL, say("method-approval")),
    (SINGLE, say("method-single")),
    (Method.CONSENT.value, say("method-consent")),
    (Method.RATIFY.value, say("method-ratify")),
    (Method.STAR.value, say("method-star")),
    (Method.RATING.value, say("method-rating")),
    (Method.RANKED.value, say("method-ranked")),
    (Method.RUNOFF.value, say("method-runoff")),
    (Method.JUDGMENT.value, say("method-judgment")),
    (Method.POINTS.value, say("method-points")),
)
_METHOD_WORDS: Final = {
    **{value: value for value, _ in METHODS},
    "choice": SINGLE,
    "singola": SINGLE,
    "multiple": APPROVAL,
    "approvazione": APPROVAL,
    "consenso": Method.CONSENT.value,
    "yesno": Method.RATIFY.value,
    "yes-no": Method.RATIFY.value,
    "ratification": Method.RATIFY.value,
    "ratifica": Method.RATIFY.value,
    "score": Method.STAR.value,
    "stelle": Method.RATING.value,
    "stars": Method.RATING.value,
    "valutazione": Method.RATING.value,
    "ranking": Method.RANKED.value,
    "classifica": Method.RANKED.value,
    "irv": Method.RUNOFF.value,
    "ballottaggio": Method.RUNOFF.value,
    "giudizio": Method.JUDGMENT.value,
    "dots": Method.POINTS.value,
    "punti": Method.POINTS.value,
}
_ANSWERS: Final = {
    Method.CONSENT: (say("answer-consent"), say("answer-object"), say("answer-abstain")),
    Method.RATIFY: (say("answer-yes"), say("answer-no"), say("answer-abstain")),
}
"""In the order of `bot.domain.method.FOR`, `AGAINST`, `ABSTAIN`."""
_MAJORITY: Final = frozenset({"majority", "maggioranza", "half", "metà"})
_UNANIMOUS: Final = frozenset({"all", "unanimous", "tutti", "unanimità"})
_ROOT: Final = frozenset({"debian", "root", "radice"})
_ELIGIBLE: Final = frozenset({"eligible", "aventi", "aventi diritto", "all", "tutti"})
_CAST: Final = frozenset({"cast", "votes", "votes cast", "voti", "voti espressi"})
_THRESHOLD: Final = re.compile(
    r"(?P<share>\S+?)(?:\s+(?:of\s+|di\s+|degli\s+|dei\s+)?"
    rf"(?P<of>{'|'.join(sorted(_ELIGIBLE | _CAST, reverse=True))}))?"
)
_SHARE: Final = re.compile(r"(\d{1,3})\s*/\s*(\d{1,3})|(\d{1,3}(?:[.,]\d{1,2})?)\s*%")


def decision_asked_for(call: Call) -> NewPoll:
    """The poll of a decision. Raises BadInput for the part that is wrong."""
    new = asked_for(call)
    method = _method(call, new)
    counting = Counting(method=Method.CHOICE if method in (SINGLE, APPROVAL) else Method(method))
    if counting.method.has_fixed_options:
        if new.options:
            raise BadInput(say("error-method-options"), part=new.options[0][:60])
        spoken = speech(call.actor.community.language, "UTC")
        new = replace(new, options=tuple(spoken.say(words) for words in _ANSWERS[counting.method]))
    if call.ticked("none"):
        if counting.method.has_fixed_options:
            raise BadInput(say("error-none-fixed"), part="--none")
        label = speech(call.actor.community.language, "UTC").say(say("answer-none"))
        new = replace(new, options=(*new.options, label))
    none = OptionId(len(new.options)) if call.ticked("none") else None
    counting = replace(
        counting,
        points=_points(call, counting.method),
        threshold=_threshold(call, counting.method),
        quorum=_quorum(call),
        option_quorum=_each(call, counting.method),
        none_option=none,
        tolerated=_tolerated(call, counting.method),
        closes_early=call.ticked("early"),
        binds=True,
    )
    most = len(new.options) if method == APPROVAL else 1
    return replace(new, rules=replace(new.rules, counting=counting, most_choices=max(1, most)))


def _method(call: Call, new: NewPoll) -> str:
    """As said; else yes or no for a proposal alone, one of two, and approval from three options on."""
    word = call.text("method").lower()
    if not word or word in (USUAL, "solito"):
        return Method.RATIFY.value if not new.options else SINGLE if len(new.options) == 2 else APPROVAL
    if word not in _METHOD_WORDS:
        raise BadInput(say("error-method", methods=tuple(value for value, _ in METHODS)), part=word[:40])
    return _METHOD_WORDS[word]


def _points(call: Call, method: Method) -> int:
    given = call.number("points", least=1, most=MOST_POINTS)
    if method is not Method.POINTS:
        if given is not None:
            raise BadInput(say("error-only-for", part="--points", method=say("method-points")), part="--points")
        return 0
    return given or USUAL_POINTS


def _threshold(call: Call, method: Method) -> Threshold:
    """ "2/3", "majority", "60% of eligible": of the votes cast unless it is said otherwise."""
    raw = call.text("threshold").lower()
    if not raw or method is Method.CONSENT:
        return MAJORITY
    if method is not Method.RATIFY:
        raise BadInput(say("error-only-for", part="--threshold", method=say("method-ratify")), part="--threshold")
    found = _THRESHOLD.fullmatch(raw)
    if found is None:
        raise BadInput(say("error-threshold"), part=raw[:40], example="--threshold 2/3")
    base = Base.ELIGIBLE if found["of"] in _ELIGIBLE else Base.CAST
    if found["share"] in _MAJORITY:
        return Threshold(base=base)
    share = Fraction(1) if found["share"] in _UNANIMOUS else _share(found["share"])
    if share is None or not 0 < share <= 1:
        raise BadInput(say("error-threshold"), part=raw[:40], example="--threshold 2/3")
    return Threshold(share, base, more_than=False)


def _quorum(call: Call) -> Quorum:
    raw = call.text("quorum").lower()
    if not raw:
        return ANYBODY
    share = _share(raw)
    if share is not None:
        if not 0 < share <= 1:
            raise BadInput(say("error-quorum"), part=raw[:40], example="--quorum 30%")
        return Quorum(share=share)
    if raw.isascii() and raw.isdigit() and len(raw) <= 9 and int(raw) > 0:
        return Quorum(voters=int(raw))
    raise BadInput(say("error-quorum"), part=raw[:40], example="--quorum 30%")


def _each(call: Call, method: Method) -> OptionQuorum | None:
    raw = call.text("each").lower()
    if not raw:
        return None
    if method not in (Method.CHOICE, Method.RANKED, Method.RUNOFF):
        raise BadInput(say("error-each-method"), part="--each")
    if raw in _ROOT:
        return DEBIAN
    if raw.isascii() and raw.isdigit() and len(raw) <= 9 and int(raw) > 0:
        return OptionQuorum(votes=int(raw))
    raise BadInput(say("error-each"), part=raw[:40], example="--each 20")


def _tolerated(call: Call, method: Method) -> int:
    """A consent's threshold is how many objections do not stop it."""
    if method is not Method.CONSENT:
        return 0
    return call.number("threshold", least=0, most=10**6) or 0


def _share(raw: str) -> Fraction | None:
    found = _SHARE.fullmatch(raw)
    if found is None or found[2] == "0" * len(found[2] or "x"):
        return None
    return Fraction(int(found[1]), int(found[2])) if found[1] else Fraction(found[3].replace(",", ".")) / 100


def decision_as_arguments(draft: Poll) -> dict[str, str]:
    """What the form of /decide adds to that of /poll, as it was filled in."""
    counting, method = draft.rules.counting, draft.rules.counting.method
    named = method.value
    if method is Method.CHOICE:
        named = APPROVAL if draft.rules.multiple else SINGLE
    labels = [option.label for option in draft.options if option.id != counting.none_option]
    values: dict[str, str | None] = {
        "method": named,
        "options": None if method.has_fixed_options else "\n".join(labels),
        "multi": None,
        "points": str(counting.points) if counting.points else None,
        "quorum": _quorum_typed(counting.quorum),
        "each": _each_typed(counting.option_quorum),
        "threshold": _threshold_typed(counting),
        "none": "yes" if counting.none_option is not None else None,
        "early": "yes" if counting.closes_early else None,
    }
    return {name: value or "" for name, value in values.items()}


def _quorum_typed(quorum: Quorum) -> str | None:
    if quorum.share:
        return f"{quorum.share.numerator}/{quorum.share.denominator}"
    return str(quorum.voters) if quorum.voters else None


def _each_typed(each: OptionQuorum | None) -> str | None:
    if each is None:
        return None
    return "debian" if each.roots else str(each.votes)


def _threshold_typed(counting: Counting) -> str | None:
    if counting.method is Method.CONSENT:
        return str(counting.tolerated) if counting.tolerated else None
    if counting.method is not Method.RATIFY:
        return None
    threshold = counting.threshold
    share = "majority" if threshold.more_than else f"{threshold.share.numerator}/{threshold.share.denominator}"
    return f"{share} of eligible" if threshold.base is Base.ELIGIBLE else share
