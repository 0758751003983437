"""REST: the bot itself, its application, its commands; servers, members, roles; interactions and their follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.platforms.discord_refusals import missing_access, unknown
from tests.platforms.discord_rest import Call, Routes

if TYPE_CHECKING:
    from tests.platforms.discord_server import DiscordServer
    from tests.platforms.discord_world import Guild

routes = Routes()
route = routes.route
COMMANDS = "/applications/{application_id}/commands"
GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"
FOLLOW_UPS = "/webhooks/{webhook_id}/{token}"


@route("GET", "/users/@me")
def me(server: DiscordServer, _: Call) -> Any:
    return server.world.bot.payload


@route("GET", "/users/@me/guilds")
def my_guilds(server: DiscordServer, _: Call) -> Any:
    return [{"id": str(guild.id), "name": guild.name} for guild in server.world.guilds.values() if guild.has_bot]


@route("POST", "/users/@me/channels")
def open_dm(server: DiscordServer, call: Call) -> Any:
    person = server.world.users.get(int(call.form.get("recipient_id") or 0))
    if person is None or person is server.world.bot:
        raise unknown("User")
    return server.world.dm_with(person).payload


@route("GET", "/users/{user_id}")
def user(server: DiscordServer, _: Call, user_id: str) -> Any:
    if int(user_id) not in server.world.users:
        raise unknown("User")
    return server.world.users[int(user_id)].payload


@route("GET", "/applications/@me")
@route("GET", "/oauth2/applications/@me")
def application(server: DiscordServer, _: Call) -> Any:
    owner = {"id": "1", "username": "owner", "discriminator": "0", "avatar": None, "global_name": None}
    return {
        "id": str(server.world.application_id), "name": server.world.bot.name, "icon": None, "description": "",
        "bot_public": True, "bot_require_code_grant": False, "verify_key": "00" * 32, "flags": 0, "owner": owner,
        "team": None, "summary": "", "hook": True, "rpc_origins": [], "redirect_uris": [],
        "interactions_endpoint_url": None, "role_connections_verification_url": None, "approximate_guild_count": 1,
    }  # fmt: skip


@route("GET", "/gateway")
def gateway(server: DiscordServer, _: Call) -> Any:
    return {"url": server.gateway_url}


@route("GET", "/gateway/bot")
def gateway_bot(server: DiscordServer, _: Call) -> Any:
    rules = server.gateway.rules
    left = rules.session_starts - server.gateway.identifies
    limit = {"total": 1000, "remaining": left, "reset_after": rules.reset_after, "max_concurrency": rules.lanes}
    return {"url": server.gateway_url, "shards": rules.shards, "session_start_limit": limit}


# Commands


def _own(server: DiscordServer, application_id: str, guild_id: str | None) -> int | None:
    if application_id != str(server.world.application_id):
        raise missing_access()
    return None if guild_id is None else _guild(server, guild_id).id


@route("GET", COMMANDS)
@route("GET", GUILD_COMMANDS)
def list_commands(server: DiscordServer, _: Call, application_id: str, guild_id: str | None = None) -> Any:
    return list(server.world.commands.of(_own(server, application_id, guild_id)).values())


@route("PUT", COMMANDS, bucket="commands")
@route("PUT", GUILD_COMMANDS, bucket="commands")
def replace_commands(server: DiscordServer, call: Call, application_id: str, guild_id: str | None = None) -> Any:
    return server.world.commands.replace(_own(server, application_id, guild_id), call.body)


@route("POST", COMMANDS, bucket="commands")
@route("POST", GUILD_COMMANDS, bucket="commands")
def add_command(server: DiscordServer, call: Call, application_id: str, guild_id: str | None = None) -> Any:
    return server.world.commands.add(_own(server, application_id, guild_id), call.form)


@route("GET", COMMANDS + "/{command_id}")
@route("GET", GUILD_COMMANDS + "/{command_id}")
def get_command(
    server: DiscordServer, _: Call, application_id: str, command_id: str, guild_id: str | None = None
) -> Any:
    return server.world.commands.get(_own(server, application_id, guild_id), int(command_id))


@route("PATCH", COMMANDS + "/{command_id}", bucket="commands")
@route("PATCH", GUILD_COMMANDS + "/{command_id}", bucket="commands")
def change_command(
    server: DiscordServer, call: Call, application_id: str, command_id: str, guild_id: str | None = None
) -> Any:
    return server.world.commands.change(_own(server, application_id, guild_id), int(command_id), call.form)


@route("DELETE", COMMANDS + "/{command_id}", bucket="commands")
@route("DELETE", GUILD_COMMANDS + "/{command_id}", bucket="commands")
def remove_command(
    server: DiscordServer, _: Call, application_id: str, command_id: str, guild_id: str | None = None
) -> None:
    server.world.commands.remove(_own(server, application_id, guild_id), int(command_id))


# Servers


def _guild(server: DiscordServer, guild_id: str) -> Guild:
    guild = server.world.guilds.get(int(guild_id))
    if guild is None:
        raise unknown("Guild")
    if not guild.has_bot:
        raise missing_access()
    return guild


@route("GET", "/guilds/{guild_id}")
def get_guild(server: DiscordServer, call: Call, guild_id: str) -> Any:
    guild = _guild(server, guild_id)
    counts = {"approximate_member_count": len(guild.members), "approximate_presence_count": len(guild.members)}
    return guild.short_payload | (counts if call.query.get("with_counts", "").lower() in ("1", "true") else {})


@route("GET", "/guilds/{guild_id}/channels")
def guild_channels(server: DiscordServer, _: Call, guild_id: str) -> Any:
    return [room.payload for room in _guild(server, guild_id).channels.values() if not room.is_thread]


@route("GET", "/guilds/{guild_id}/threads/active")
def active_threads(server: DiscordServer, _: Call, guild_id: str) -> Any:
    rooms = _guild(server, guild_id).channels.values()
    return {"threads": [room.payload for room in rooms if room.is_thread and not room.archived], "members": []}


@route("GET", "/guilds/{guild_id}/roles")
def guild_roles(server: DiscordServer, _: Call, guild_id: str) -> Any:
    return [role.payload for role in _guild(server, guild_id).roles.values()]


@route("GET", "/guilds/{guild_id}/members/{user_id}")
def guild_member(server: DiscordServer, _: Call, guild_id: str, user_id: str) -> Any:
    member = _guild(server, guild_id).members.get(int(user_id))
    if member is None:
        raise unknown("Member")
    return member.payload


@route("GET", "/guilds/{guild_id}/members")
def guild_members(server: DiscordServer, call: Call, guild_id: str) -> Any:
    if "members" not in server.privileged:
        raise missing_access()
    members = sorted(_guild(server, guild_id).members.values(), key=lambda each: each.id)
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 1))
    return [each.payload for each in members if each.id > after][:limit]


# Interactions


@route("POST", "/interactions/{interaction_id}/{token}/callback", bucket="other", free=True)
def callback(server: DiscordServer, call: Call, interaction_id: str, token: str) -> Any:
    shown = server.interactions.callback(int(interaction_id), token, call.form, call.files)
    return shown if call.query.get("with_response", "").lower() in ("1", "true") else None


@route("POST", FOLLOW_UPS, bucket="webhook", free=True)
def follow_up(server: DiscordServer, call: Call, webhook_id: str, token: str) -> Any:
    attempt = server.interactions.by_token(int(webhook_id), token)
    return server.interactions.follow_up(attempt, call.form, call.files).payload


@route("GET", FOLLOW_UPS + "/messages/{name}", bucket="webhook", free=True)
def get_follow_up(server: DiscordServer, _: Call, webhook_id: str, token: str, name: str) -> Any:
    attempt = server.interactions.by_token(int(webhook_id), token)
    return server.interactions.message_of(attempt, name).payload


@route("PATCH", FOLLOW_UPS + "/messages/{name}", bucket="webhook", free=True)
def change_follow_up(server: DiscordServer, call: Call, webhook_id: str, token: str, name: str) -> Any:
    attempt = server.interactions.by_token(int(webhook_id), token)
    return server.interactions.change(server.interactions.message_of(attempt, name), call.form, call.files).payload


@route("DELETE", FOLLOW_UPS + "/messages/{name}", bucket="webhook", free=True)
def delete_follow_up(server: DiscordServer, _: Call, webhook_id: str, token: str, name: str) -> None:
    attempt = server.interactions.by_token(int(webhook_id), token)
    server.interactions.message_of(attempt, name).delete()
