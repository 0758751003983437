"""The page of a community's decisions: what was decided, and what became of it."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.web.site import Site
from bot.domain.decision_log import Wanted
from bot.domain.followup import Stage
from bot.domain.ids import PollId, is_poll_id
from bot.domain.text import Text, say

WAITING: Final = "waiting"
_FILTERS: Final[tuple[tuple[str, Text], ...]] = (
    ("", say("web-decisions-all")),
    (WAITING, say("web-decisions-waiting")),
    (Stage.PLANNED.value, say("stage-planned")),
    (Stage.STARTED.value, say("stage-started")),
    (Stage.DONE.value, say("stage-done")),
    (Stage.DECLINED.value, say("stage-declined")),
)


class LogPages:
    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        return [Route("/decisions", self.decisions)]

    async def decisions(self, request: Request) -> Response:
        guest = await self._site.guest(request)
        show, before = request.query_params.get("show", ""), request.query_params.get("before", "")
        known = {name for name, _ in _FILTERS}
        show = show if show in known else ""
        page = await self._site.decisions.page(
            self._site.community,
            guest.speech.language,
            Wanted(
                stage=Stage(show) if show not in ("", WAITING) else None,
                unanswered=show == WAITING,
                before=PollId(before) if is_poll_id(before) else None,
            ),
        )
        return self._site.page(
            request,
            guest,
            "decisions.html",
            rows=page.rows,
            earlier=page.earlier or "",
            show=show,
            filters=[(name, guest.speech.say(words)) for name, words in _FILTERS],
        )
