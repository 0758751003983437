"""The guided form: one message in a private chat, changed in place, that asks for a command's fields one by one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any, Final

from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard

from adapters.telegram.limits import TEXT_UNITS
from adapters.telegram.markup import cut, escaped, units
from adapters.telegram.places import Spot
from adapters.telegram.render import Message
from adapters.telegram.replies import Replies, form_in
from adapters.telegram.sending import Sending, Stored
from adapters.telegram.tokens import FormStep, encode
from bot.domain.community import Identity
from bot.domain.conversation import AskForm, FieldKind, Filled, FormField
from bot.domain.errors import DeliveryError, PostGone
from bot.domain.ids import ChannelId, EventKey
from bot.domain.text import say
from bot.locale.speech import Speech, speech
from bot.ports import Clock, Desk, UnitOfWork

KEPT: Final = timedelta(days=2)
OVERVIEW: Final = -1
VALUE_SHOWN: Final = 400
_LINES: Final = (FieldKind.LINE, FieldKind.LINES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form as far as it is filled in. `asking`: the place of the field that is asked for; OVERVIEW for none."""

    form: AskForm
    message: int
    channel: ChannelId | None
    asking: int = OVERVIEW
    error: str = ""

    @property
    def fields(self) -> tuple[FormField, ...]:
        return self.form.fields

    def with_value(self, place: int, value: str) -> Sheet:
        fields = list(self.fields)
        fields[place] = replace(fields[place], value=value)
        return replace(self, form=replace(self.form, fields=tuple(fields), error=""), error="")

    def missing(self) -> int:
        """The first required field without a value; OVERVIEW where there is none."""
        for place, field in enumerate(self.fields):
            if field.required and not field.value.strip():
                return place
        return OVERVIEW

    def written(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @staticmethod
    def read(text: str) -> Sheet:
        raw: Mapping[str, Any] = json.loads(text)
        fields = tuple(
            FormField(
                **{
                    **field,
                    "kind": FieldKind(field["kind"]),
                    "choices": tuple((value, words) for value, words in field["choices"]),
                }
            )
            for field in raw["form"]["fields"]
        )
        return Sheet(
            form=AskForm(**{**raw["form"], "fields": fields}),
            message=raw["message"],
            channel=ChannelId(raw["channel"]) if raw["channel"] is not None else None,
            asking=raw["asking"],
            error=raw["error"],
        )


class Forms:
    """One form a person at a time; the latest wins. Kept across restarts."""

    def __init__(self, sending: Sending, replies: Replies, desk: Desk, work: UnitOfWork, clock: Clock) -> None:
        self._sending, self._replies, self._desk, self._work, self._clock = sending, replies, desk, work, clock
        self._opening: set[str] = set()
        """Whose form is on its way, and has no number yet."""

    async def open(self, person: Identity, form: AskForm, channel: ChannelId | None, over: int | None = None) -> None:
        """Show the form to the person, in place of our message `over` where given. Raises DeliveryError."""
        sheet = Sheet(form=form, message=over or 0, channel=channel, error=form.error)
        if not form.error:
            sheet = replace(sheet, asking=sheet.missing())
        async with self._work.writing() as work:
            if over is None:
                await work.notes.drop(_number_key(person))
            else:
                await work.notes.keep(_number_key(person), str(over), self._clock.now() + KEPT)
        await self._show(person, sheet)

    async def take_text(self, person: Identity, text: str, number: int, stored: Stored) -> bool:
        """The answer to the field that is asked for; false where none is. The typed message makes room."""
        sheet = await self._find(person)
        if sheet is None or sheet.asking == OVERVIEW or sheet.fields[sheet.asking].kind not in _LINES:
            return False
        sheet = sheet.with_value(sheet.asking, text)
        await self._show(person, replace(sheet, asking=sheet.missing()), stored)
        try:
            await self._sending.delete(int(person.native_id), number)
        except DeliveryError:
            # the words stand twice in the chat, and that is all
            return True
        return True

    async def step(self, person: Identity, token: FormStep, number: int, event: EventKey, stored: Stored) -> str:
        """A tap on the form; what the toast says of it where nothing was done, else empty. Raises DeliveryError."""
        spoken = await self._speech(person)
        sheet = await self._find(person)
        if sheet is None or sheet.message != number:
            return spoken.say(say("telegram-form-gone"))
        field = sheet.fields[token.field] if token.field < len(sheet.fields) else None
        match token.verb:
            case "ask" if field is not None:
                await self._show(person, replace(sheet, asking=token.field, error=""), stored)
            case "tick" if field is not None and field.kind is FieldKind.TICK:
                await self._show(person, sheet.with_value(token.field, "" if field.value else "yes"), stored)
            case "set" if field is not None and token.choice < len(field.choices):
                chosen = sheet.with_value(token.field, field.choices[token.choice][0])
                await self._show(person, replace(chosen, asking=OVERVIEW), stored)
            case "clear" if field is not None:
                await self._show(person, replace(sheet.with_value(token.field, ""), asking=OVERVIEW), stored)
            case "back":
                await self._show(person, replace(sheet, asking=OVERVIEW, error=""), stored)
            case "stop":
                await self._drop(person)
                await stored()
                gone = Message(escaped(spoken.say(say("telegram-form-stopped"))))
                await self._sending.edit(int(person.native_id), sheet.message, gone)
            case "send":
                await self._submit(person, sheet, event, stored)
            case _:
                return spoken.say(say("telegram-form-gone"))
        return ""

    # ------------------------------------------------------------

    async def _submit(self, person: Identity, sheet: Sheet, event: EventKey, stored: Stored) -> None:
        fields = {field.name: field.value for field in sheet.fields}
        reply = await self._desk.handle(
            Filled(sender=person, channel=sheet.channel, event=event, command=sheet.form.command, fields=fields)
        )
        again = form_in(reply)
        if again is not None:
            await self._show(person, replace(sheet, form=again, error=again.error, asking=OVERVIEW), stored)
            return
        # before the answer: a form that was sent must not be sent again because its answer was lost
        await self._drop(person)
        await stored()
        await self._replies.deliver(Spot(int(person.native_id)), reply, over=sheet.message)

    async def _show(self, person: Identity, sheet: Sheet, stored: Stored | None = None) -> None:
        """What was filled in is kept before it is shown, since showing may have to wait, or fail."""
        await self._keep(_key(person), sheet.written())
        if stored is not None:
            await stored()
        # looked up only now: a form that was on its way may have arrived meanwhile
        number = sheet.message or await self._number(person)
        if not number:
            await self._send(person, sheet)
            return
        try:
            await self._sending.edit(int(person.native_id), number, page(sheet, await self._speech(person)))
        except PostGone:
            await self._send(person, sheet)

    async def _send(self, person: Identity, sheet: Sheet) -> None:
        """As a new message; what is filled in before that has its number is shown in it then."""
        if person.native_id in self._opening:
            return
        chat, spoken = int(person.native_id), await self._speech(person)
        shown = page(sheet, spoken)
        self._opening.add(person.native_id)
        try:
            number = await self._sending.text(Spot(chat), shown)
            await self._keep(_number_key(person), str(number))
            latest = await self._find(person)
        finally:
            self._opening.discard(person.native_id)
        if latest is not None and page(latest, spoken) != shown:
            await self._sending.edit(chat, number, page(latest, spoken))

    async def _speech(self, person: Identity) -> Speech:
        return speech(await self._desk.language_of(person), "UTC")

    async def _keep(self, key: str, text: str) -> None:
        async with self._work.writing() as work:
            await work.notes.keep(key, text, self._clock.now() + KEPT)

    async def _find(self, person: Identity) -> Sheet | None:
        async with self._work.reading() as work:
            text = await work.notes.find(_key(person), self._clock.now())
            number = await work.notes.find(_number_key(person), self._clock.now())
        return replace(Sheet.read(text), message=int(number or 0)) if text is not None else None

    async def _number(self, person: Identity) -> int:
        async with self._work.reading() as work:
            return int(await work.notes.find(_number_key(person), self._clock.now()) or 0)

    async def _drop(self, person: Identity) -> None:
        async with self._work.writing() as work:
            await work.notes.drop(_key(person))


def page(sheet: Sheet, spoken: Speech) -> Message:
    """The form as it stands: everything at a glance, or the one field that is asked for. Pure."""
    if sheet.asking == OVERVIEW:
        return _overview(sheet, spoken)
    return _question(sheet, sheet.asking, spoken)


def _overview(sheet: Sheet, spoken: Speech) -> Message:
    lines = [f"<b>{escaped(sheet.form.title)}</b>"]
    if sheet.error:
        lines.append(f"⚠️ {escaped(cut(sheet.error, 600))}")
    buttons: list[Button] = []
    said: list[FormField] = []
    for place, field in enumerate(sheet.fields):
        if field.kind is FieldKind.HIDDEN:
            continue
        match field.kind:
            case FieldKind.TICK:
                mark, verb = ("☑️" if field.value else "⬜"), "tick"
            case _:
                mark, verb = ("✏️" if field.value else ("❗" if field.required else "➕")), "ask"
                if field.value:
                    said.append(field)
        buttons.append(Button(f"{mark} {cut(field.label, 40)}", callback_data=encode(FormStep(verb, place, 0))))
    rows = [[button] for button in buttons]
    submit = Button(f"▶️ {sheet.form.submit}", callback_data=encode(FormStep("send", 0, 0)))
    stop = Button("✖️ " + spoken.say(say("telegram-form-stop")), callback_data=encode(FormStep("stop", 0, 0)))
    room = TEXT_UNITS - sum(units(line) + 2 for line in lines) - sum(units(field.label) + 12 for field in said)
    values = [_shown(field) for field in said]
    if sum(map(units, values)) > room:
        values = [cut(value, room // len(values)) for value in values]
    answers = [f"<b>{escaped(field.label)}</b>\n{escaped(value)}" for field, value in zip(said, values, strict=True)]
    return Message("\n\n".join([*lines, *answers]), Keyboard([*rows, [submit], [stop]]))


def _question(sheet: Sheet, place: int, spoken: Speech) -> Message:
    field = sheet.fields[place]
    lines = [f"<b>{escaped(field.label)}</b>"]
    if field.hint:
        lines.append(f"<i>{escaped(field.hint)}</i>")
    rows: list[list[Button]] = []
    if field.kind is FieldKind.CHOICE:
        rows = [
            [
                Button(
                    ("🔘 " if value == field.value else "⚪ ") + cut(words, 40),
                    callback_data=encode(FormStep("set", place, number)),
                )
            ]
            for number, (value, words) in enumerate(field.choices)
        ]
    else:
        if field.value:
            lines.append(escaped(_shown(field)))
        asked = say("telegram-form-lines") if field.kind is FieldKind.LINES else say("telegram-form-line")
        lines.append("💬 " + escaped(spoken.say(asked)))
        if field.value:
            rows.append(
                [Button(spoken.say(say("telegram-form-clear")), callback_data=encode(FormStep("clear", place, 0)))]
            )
    rows.append([Button("◀️ " + spoken.say(say("telegram-form-back")), callback_data=encode(FormStep("back", 0, 0)))])
    rows.append([Button("✖️ " + spoken.say(say("telegram-form-stop")), callback_data=encode(FormStep("stop", 0, 0)))])
    return Message("\n\n".join(lines), Keyboard(rows))


def _shown(field: FormField) -> str:
    if field.kind is FieldKind.CHOICE:
        return cut(next((words for value, words in field.choices if value == field.value), field.value), VALUE_SHOWN)
    if field.kind is FieldKind.LINES:
        lines = [f"• {line}" for line in field.value.splitlines() if line.strip()]
        return cut("\n".join(lines), VALUE_SHOWN * 3)
    return cut(field.value, VALUE_SHOWN)


def _key(person: Identity) -> str:
    return f"telegram-form-{person.native_id}"


def _number_key(person: Identity) -> str:
    """Kept apart from what is filled in, since both may change in the same moment."""
    return f"{_key(person)}-at"
