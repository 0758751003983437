"""Methods of native polls: sendPoll and stopPoll."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final

from tests.platforms import telegram_rules as rules
from tests.platforms.telegram_errors import bad
from tests.platforms.telegram_html import Formatted
from tests.platforms.telegram_poll import OPTION_CHARS, OPTIONS, NativePoll, PollOption, option_key
from tests.platforms.telegram_request import Request
from tests.platforms.telegram_sending import Place
from tests.platforms.telegram_world import World

QUESTION_CHARS: Final = 300
DESCRIPTION_CHARS: Final = 1024
EXPLANATION_CHARS: Final = 200
OPEN_SECONDS: Final = range(5, 2_628_001)
COUNTRIES: Final = 12


class Polling:
    def __init__(self, world: World) -> None:
        self.world = world
        self.methods = {"sendPoll": self.send_poll, "stopPoll": self.stop_poll}

    def send_poll(self, request: Request) -> Any:
        markup, question, options = rules.keyboard(request), self._question(request), self._options(request)
        place = Place(self.world, request, "can_send_polls")
        kind = request.text("type", "regular")
        if kind not in ("regular", "quiz"):
            raise bad("invalid poll type specified")
        is_quiz, anonymous = kind == "quiz", request.flag("is_anonymous", default=True)
        adding, in_channel = request.flag("allow_adding_options"), place.chat.kind == "channel"
        if in_channel and not anonymous:
            raise bad("non-anonymous polls can't be sent to channel chats")
        if adding and (anonymous or is_quiz):
            raise bad("options can't be added to anonymous polls and quizzes")
        countries = tuple(request.json("country_codes", list) or ())
        if (request.flag("members_only") or countries) and not in_channel:
            raise bad("voting can be restricted in channel chats only")
        if len(countries) > COUNTRIES:
            raise bad("too many country codes specified")
        number = str(secrets.randbits(62) | 1)
        period, closes = self._time(request)
        about = self._within(request, "description", DESCRIPTION_CHARS, "poll description")
        poll = NativePoll(
            id=number, question=question.text, question_entities=question.entities,
            options=[
                PollOption(key=option_key(number, place_), text=each.text, entities=each.entities)
                for place_, each in enumerate(options)
            ],
            description=about.text, description_entities=about.entities, kind=kind, is_anonymous=anonymous,
            allows_multiple_answers=request.flag("allows_multiple_answers"),
            allows_revoting=request.flag("allows_revoting", default=not is_quiz), allow_adding_options=adding,
            hide_results_until_closes=request.flag("hide_results_until_closes"),
            shuffle_options=request.flag("shuffle_options"), members_only=request.flag("members_only"),
            country_codes=countries, correct=self._correct(request, len(options), is_quiz=is_quiz),
            explanation=self._within(request, "explanation", EXPLANATION_CHARS, "poll explanation").text,
            open_period=period, close_date=closes, is_closed=request.flag("is_closed"),
        )  # fmt: skip
        message = place.put(poll=poll, markup=markup)
        self.world.polls[poll.id] = poll
        return message.to_json()

    def stop_poll(self, request: Request) -> Any:
        markup = rules.keyboard(request, inline_only=True)
        chat = self.world.find_chat(request.raw.get("chat_id"))
        self.world.check_reach(chat)
        message = chat.history.get(request.integer("message_id"))
        if message is None:
            raise bad("message with poll to stop not found")
        if message.poll is None:
            raise bad("message is not a poll")
        if not message.by_bot:
            raise bad("poll can't be stopped")
        if message.poll.is_closed:
            raise bad("poll has already been closed")
        self.world.pacing.spend(chat.id, is_group=chat.kind in ("group", "supergroup"), edit=True)
        message.poll.is_closed, message.markup = True, markup
        message.edit_count += 1
        self.world.updates.push("poll", message.poll.to_json())
        return message.poll.to_json()

    def _question(self, request: Request) -> Formatted:
        found = rules.formatted(request, "question", mode="question_parse_mode", entities="question_entities")
        return _custom_emoji_only(_of_length(found, QUESTION_CHARS, "poll question length"))

    def _options(self, request: Request) -> list[Formatted]:
        given = request.json("options", list)
        if given is None:
            raise bad("can't parse options JSON object")
        if not given:
            raise bad("poll must have at least one answer option")
        if len(given) > OPTIONS:
            raise bad(f"poll can't have more than {OPTIONS} options")
        return [_option(each) for each in given]

    def _within(self, request: Request, name: str, most: int, what: str) -> Formatted:
        found = rules.formatted(request, name, mode=f"{name}_parse_mode", entities=f"{name}_entities")
        if len(found.text) > most:
            raise bad(f"{what} length must not exceed {most}")
        return found

    def _time(self, request: Request) -> tuple[int | None, int | None]:
        period, closes = request.integer("open_period"), request.integer("close_date")
        if period and closes:
            raise bad("open_period and close_date can't be used together")
        if not period and not closes:
            return None, None
        now = self.world.now()
        if (period or closes - now) not in OPEN_SECONDS:
            raise bad("poll open period must be between 5 and 2628000 seconds")
        return (period, now + period) if period else (None, closes)

    def _correct(self, request: Request, options: int, *, is_quiz: bool) -> tuple[int, ...]:
        correct = tuple(request.json("correct_option_ids", list) or ())
        if not is_quiz:
            return ()
        if not correct or list(correct) != sorted(set(correct)) or not all(0 <= each < options for each in correct):
            raise bad("wrong correct option ID specified")
        return correct


def _option(given: Any) -> Formatted:
    if isinstance(given, str):
        given = {"text": given}
    if not isinstance(given, Mapping):
        raise bad("can't parse InputPollOption: Expected InputPollOption to be an Object")
    if not isinstance(given.get("text"), str):
        raise bad("can't parse InputPollOption: Can't find field \"text\"")
    found = rules.formatted_text(given["text"], given.get("text_parse_mode") or "", given.get("text_entities"))
    return _custom_emoji_only(_of_length(found, OPTION_CHARS, "poll options length"))


def _of_length(found: Formatted, most: int, what: str) -> Formatted:
    if not found.text:
        raise bad("text must be non-empty")
    if len(found.text) > most:
        raise bad(f"{what} must not exceed {most}")
    return found


def _custom_emoji_only(found: Formatted) -> Formatted:
    """Questions and options keep no other formatting."""
    return Formatted(found.text, tuple(each for each in found.entities if each["type"] == "custom_emoji"))
