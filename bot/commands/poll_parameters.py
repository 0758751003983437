"""What /poll and /decide are both told, declared once: a poll is asked in the same way, whatever it decides."""

from __future__ import annotations

from bot.commands.registry import Kind, Parameter
from bot.commands.who import WHO_CHARS
from bot.domain.poll import DESCRIPTION_CHARS, ResultsShown
from bot.domain.text import say

RESULTS = (
    (ResultsShown.LIVE.value, say("form-results-live")),
    (ResultsShown.AFTER_VOTE.value, say("form-results-after-vote")),
    (ResultsShown.AT_CLOSE.value, say("form-results-at-close")),
)
ABOUT = Parameter(name="about", kind=Kind.LINE, flag=True, label=say("field-about"), most_chars=DESCRIPTION_CHARS)
RESULTS_SHOWN = Parameter(
    name="results",
    kind=Kind.CHOICE,
    flag=True,
    label=say("field-results"),
    choices=RESULTS,
    initial=ResultsShown.LIVE.value,
)
UNTIL = Parameter(name="until", kind=Kind.MOMENT, flag=True, label=say("field-until"), hint=say("hint-until"))
FOR = Parameter(name="for", kind=Kind.MOMENT, flag=True, label=say("field-for"), in_form=False)
REMIND = Parameter(name="remind", kind=Kind.MOMENT, flag=True, label=say("field-remind"), hint=say("hint-remind"))
OPENS = Parameter(name="opens", kind=Kind.MOMENT, flag=True, label=say("field-opens"), hint=say("hint-opens"))
WHERE = Parameter(name="in", kind=Kind.CHANNELS, flag=True, label=say("field-in"), hint=say("hint-in"))
NAMES = Parameter(name="names", kind=Kind.TICK, flag=True, label=say("field-names"), hint=say("hint-names"))
SECRET = Parameter(name="secret", kind=Kind.TICK, flag=True, label=say("field-secret"), hint=say("hint-secret"))
FINAL_VOTES = Parameter(name="final", kind=Kind.TICK, flag=True, label=say("field-final"))
RECEIPTS = Parameter(name="receipts", kind=Kind.TICK, flag=True, label=say("field-receipts"), hint=say("hint-receipts"))
ELIGIBLE = Parameter(
    name="eligible", kind=Kind.NUMBER, flag=True, label=say("field-eligible"), hint=say("hint-eligible")
)
AS_DRAFT = Parameter(name="draft", kind=Kind.TICK, flag=True, label=say("field-draft"), in_form=False, typed_only=True)
WHO = Parameter(
    name="who",
    kind=Kind.LINE,
    flag=True,
    label=say("field-who"),
    hint=say("hint-who"),
    most_chars=WHO_CHARS,
)
FIXED = Parameter(name="fixed", kind=Kind.TICK, flag=True, label=say("field-fixed"), hint=say("hint-fixed"))
REPLACES = Parameter(name="replaces", kind=Kind.HIDDEN, label=say("field-poll"))
