"""Replies that may be forms: opened where that is still possible, and behind a button where it is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from discord import ui

from adapters.discord.answering import Answer
from adapters.discord.forms import Forms, modal_of, pages_of
from adapters.discord.limits import LABEL_CHARS, MODAL_TITLE_CHARS
from adapters.discord.markup import cut, escaped
from adapters.discord.message import Message, Style, button, words
from adapters.discord.replies import Replies, form_in
from adapters.discord.tokens import AddOption, FormPage, encode
from bot.domain.conversation import AskForm, FieldKind, FormField, Reply
from bot.domain.ids import PollId
from bot.domain.poll import OPTION_CHARS
from bot.domain.text import say
from bot.locale.speech import Speech

OPTION: Final = "label"
OWN_OPTION: Final = AskForm(
    command="add",
    title="",
    fields=(FormField(name=OPTION, label="", kind=FieldKind.LINE, required=True, most_chars=OPTION_CHARS),),
    submit="",
)


class Opening:
    def __init__(self, replies: Replies, forms: Forms) -> None:
        self._replies, self._forms = replies, forms

    async def deliver(self, answer: Answer, reply: Reply, spoken: Speech, *, page: int = 0, pages: int = 1) -> None:
        """The reply as messages; a form in it is opened at `page`. Raises DeliveryError."""
        form = form_in(reply)
        if form is None:
            await self._replies.deliver(answer, reply, spoken, pages=pages)
        else:
            await self.open(answer, form, spoken, page=page)

    async def open(self, answer: Answer, form: AskForm, spoken: Speech, *, page: int = 0) -> None:
        """As a modal, where nothing was said yet and nothing is wrong; else what is wrong, and a button for it."""
        token = await self._forms.keep(form)
        modal = modal_of(form, token, page, spoken)
        if modal is None:
            await answer.say(words("⚠️ " + escaped(form.error or spoken.say(say("discord-stale-button")))))
        elif form.error or answer.begun:
            said = "⚠️ " + escaped(form.error) if form.error else escaped(spoken.say(say("discord-form-ready")))
            await answer.say(Message((ui.TextDisplay(said), *self._ways_back(form, token, spoken))))
        else:
            await answer.form(modal)

    async def ask_option(self, answer: Answer, poll: PollId, spoken: Speech) -> None:
        """A voter's own option, in one field."""
        words_ = spoken.say(say("discord-add-option"))
        modal = ui.Modal(title=cut(words_, MODAL_TITLE_CHARS), custom_id=encode(AddOption(poll)), timeout=None)
        entry: ui.TextInput[Any] = ui.TextInput(custom_id=OPTION, required=True, max_length=OPTION_CHARS)
        modal.add_item(ui.Label(text=cut(words_, LABEL_CHARS), component=entry))
        await answer.form(modal)

    def _ways_back(self, form: AskForm, token: str, spoken: Speech) -> list[ui.Item[Any]]:
        pages = len(pages_of(replace(form, error="")))
        labels = [say("discord-back-to-form")] if pages == 1 else []
        labels += [say("discord-form-page", page=page + 1) for page in range(pages)] if pages > 1 else []
        buttons = [
            button(spoken.say(label), FormPage(token, page), Style.primary if page == 0 else Style.secondary)
            for page, label in enumerate(labels)
        ]
        return [ui.ActionRow(*buttons[:5])]
