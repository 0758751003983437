"""/link and /unlink: accounts on several platforms that are one person's, and count once."""

from __future__ import annotations

from bot.commands.call import Call
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.domain.conversation import Reply
from bot.domain.errors import WrongState
from bot.domain.text import say
from bot.services.linking import VALID
from bot.services.platforms import platform_name


async def link(call: Call) -> Reply:
    """Without a code: a code to be entered elsewhere."""
    code = call.text("code")
    if not code:
        if call.request.aloud:
            # whoever reads it first could become this person
            raise WrongState(say("link-in-private"))
        made = await call.services.linking.code(call.actor)
        return Reply((call.info(say("link-code", code=made, valid=VALID)),))
    linked = await call.services.linking.link(call.actor, code, call.request.event)
    names = tuple(f"{account.name or '?'} ({platform_name(account.platform)})" for account in linked.accounts)
    parts = [call.done(say("done-linked", accounts=names))]
    if linked.merged:
        parts.append(call.info(say("linked-merged", count=linked.merged)))
    return Reply(tuple(parts))


async def unlink(call: Call) -> Reply:
    await call.services.linking.unlink(call.actor, call.request.event)
    return call.answer(say("done-unlinked"))


LINK = Command(
    name="link",
    help=say("help-link"),
    usage=say("usage-link"),
    permission=Permission.ANYONE,
    run=link,
    parameters=(Parameter(name="code", kind=Kind.LINE, label=say("field-link-code"), most_chars=40),),
)
UNLINK = Command(
    name="unlink",
    help=say("help-unlink"),
    usage=say("usage-unlink"),
    permission=Permission.ANYONE,
    run=unlink,
)
