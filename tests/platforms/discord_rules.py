"""What a message must obey, in Discord's own error codes: lengths, embeds, mentions, files, what excludes what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.platforms.discord_component_rules import check_components
from tests.platforms.discord_components import media_of, walk
from tests.platforms.discord_refusals import Form, empty_message

SUPPRESS_EMBEDS, EPHEMERAL, LOADING, SILENT, COMPONENTS_V2 = 1 << 2, 1 << 6, 1 << 7, 1 << 12, 1 << 15
# Discord keeps only these of what a bot sends.
FLAGS_OF_BOTS = SUPPRESS_EMBEDS | EPHEMERAL | SILENT | COMPONENTS_V2

CONTENT_CHARS, EMBEDS, EMBED_CHARS, DESCRIPTION_CHARS, FILES = 2_000, 10, 6_000, 1_024, 10
UPLOAD_BYTES = 10 * 1024 * 1024

LEGACY = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"


def check_message(
    body: Mapping[str, Any],
    *,
    under: Sequence[str] = (),
    before: Mapping[str, Any] | None = None,
    filenames: Sequence[str] = (),
) -> None:
    """Refuse a message as Discord would. `before`: the message that it edits; `filenames`: the files it will carry."""
    form = Form()
    flags = int(body.get("flags") or 0)
    old_flags = int((before or {}).get("flags") or 0)
    if before is not None and old_flags & COMPONENTS_V2:
        if body.get("flags") is not None and not flags & COMPONENTS_V2:
            wording = "MessageFlags.IS_COMPONENTS_V2 cannot be removed once set"
            form.complain(("flags",), "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", wording)
        flags |= COMPONENTS_V2
    form.length(("content",), body.get("content") or "", 0, CONTENT_CHARS)
    _check_embeds(form, body.get("embeds") or [])
    _check_mentions(form, body.get("allowed_mentions"))
    _check_files(form, body.get("attachments") or [], filenames)
    after = {**(before or {}), **body}
    if flags & COMPONENTS_V2:
        for name in ("content", "embeds", "poll", "sticker_ids"):
            if after.get(name):
                wording = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
                form.complain((name,), LEGACY, wording)
    components = body.get("components") or []
    check_components(form, components, v2=bool(flags & COMPONENTS_V2))
    _check_pointers(form, [*walk(components, ("components",))], body.get("embeds") or [], filenames)
    if body.get("poll"):
        check_poll(form, body["poll"])
    form.refuse_if_wrong(*under)
    shown = any(after.get(name) for name in ("content", "embeds", "components", "poll", "sticker_ids"))
    forwarded = before is None and (body.get("message_reference") or {}).get("type") == 1
    if not shown and not filenames and not forwarded:
        raise empty_message()


def _check_embeds(form: Form, embeds: Sequence[Mapping[str, Any]]) -> None:
    form.length(("embeds",), embeds, 0, EMBEDS)
    total = 0
    for index, embed in enumerate(embeds):
        at: tuple[str | int, ...] = ("embeds", index)
        texts = {"title": 256, "description": 4_096}
        nested = {("footer", "text"): 2_048, ("author", "name"): 256}
        for name, highest in texts.items():
            form.length((*at, name), embed.get(name) or "", 0, highest)
            total += len(embed.get(name) or "")
        for (outer, inner), highest in nested.items():
            text = (embed.get(outer) or {}).get(inner) or ""
            form.length((*at, outer, inner), text, 0, highest)
            total += len(text)
        fields = embed.get("fields") or []
        form.length((*at, "fields"), fields, 0, 25)
        for number, each in enumerate(fields):
            form.length((*at, "fields", number, "name"), each.get("name"), 1, 256)
            form.length((*at, "fields", number, "value"), each.get("value"), 1, 1_024)
            total += len(each.get("name") or "") + len(each.get("value") or "")
    if total > EMBED_CHARS:
        wording = f"Embed size exceeds maximum size of {EMBED_CHARS}"
        form.complain(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", wording)


def _check_mentions(form: Form, mentions: Mapping[str, Any] | None) -> None:
    for kind in ("users", "roles"):
        listed = (mentions or {}).get(kind) or []
        form.length(("allowed_mentions", kind), listed, 0, 100)
        if listed and kind in ((mentions or {}).get("parse") or []):
            wording = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            form.complain(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", wording)
    for index, kind in enumerate((mentions or {}).get("parse") or []):
        form.one_of(("allowed_mentions", "parse", index), kind, ("users", "roles", "everyone"))


def _check_files(form: Form, attachments: Sequence[Mapping[str, Any]], filenames: Sequence[str]) -> None:
    if len(filenames) > FILES:
        form.complain(("attachments",), "BASE_TYPE_MAX_LENGTH", f"Must be {FILES} or fewer in length.")
    for index, attachment in enumerate(attachments):
        form.length(("attachments", index, "description"), attachment.get("description") or "", 0, DESCRIPTION_CHARS)


def _check_pointers(form: Form, tree: Sequence[Any], embeds: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    """`attachment://name` must name a file of this message."""
    wording = "The attachment pointed to does not exist in the message"
    for path, component in tree:
        for media in media_of(component):
            url = str(media.get("url") or "")
            if url.startswith("attachment://") and url.removeprefix("attachment://") not in names:
                form.complain((*path, "media", "url"), "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", wording)
    for index, embed in enumerate(embeds):
        for kind in ("image", "thumbnail"):
            url = str((embed.get(kind) or {}).get("url") or "")
            if url.startswith("attachment://") and url.removeprefix("attachment://") not in names:
                form.complain(("embeds", index, kind, "url"), "EMBED_REFERENCED_ATTACHMENT_NOT_FOUND", wording)


def check_poll(form: Form, poll: Mapping[str, Any]) -> None:
    """A native poll: question ≤ 300, 1–10 answers of ≤ 55, open 1 hour to 32 days."""
    form.length(("poll", "question", "text"), (poll.get("question") or {}).get("text"), 1, 300)
    answers = poll.get("answers") or []
    form.length(("poll", "answers"), answers, 1, 10)
    for index, answer in enumerate(answers):
        at = ("poll", "answers", index, "poll_media", "text")
        form.length(at, (answer.get("poll_media") or {}).get("text"), 1, 55)
    hours = poll.get("duration", 24)
    if hours is not None and not 1 <= hours <= 768:
        wording = "int value should be between 1 and 768."
        form.complain(("poll", "duration"), "NUMBER_TYPE_MAX" if hours > 768 else "NUMBER_TYPE_MIN", wording)
