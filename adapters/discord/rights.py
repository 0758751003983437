"""What the bot needs in a channel, right by right."""

from __future__ import annotations

import discord

from bot.domain.text import Text, say


def missing_rights(permissions: discord.Permissions, *, in_thread: bool = False) -> tuple[Text, ...]:
    """What it would need there and has not, in words. To write in a thread there is a right of its own."""
    wanted = (
        (permissions.view_channel, say("discord-right-view")),
        (permissions.send_messages or in_thread, say("discord-right-send")),
        (permissions.send_messages_in_threads, say("discord-right-threads")),
        (permissions.attach_files, say("discord-right-files")),
        (permissions.read_message_history, say("discord-right-history")),
        (permissions.send_polls, say("discord-right-polls")),
    )
    return tuple(words for allowed, words in wanted if not allowed)


INVITED_WITH = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    attach_files=True,
    embed_links=True,
    read_message_history=True,
    send_polls=True,
)
"""What the invitation link asks for."""
