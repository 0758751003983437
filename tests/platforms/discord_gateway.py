"""The gateway: HELLO, heartbeats, IDENTIFY, RESUME with replay, close codes, transport compression, and being cut."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.platforms.discord_compression import compressor

if TYPE_CHECKING:
    from tests.platforms.discord_world import Guild, World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = (
    0,
    1,
    2,
    3,
    6,
    7,
    8,
    9,
    10,
    11,
)
PRIVILEGED = {"members": 1 << 1, "presences": 1 << 8, "message_content": 1 << 15}
ALL_INTENTS = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))
UNKNOWN_OP, DECODE, NOT_AUTHENTICATED, BAD_TOKEN, ALREADY, BAD_SHARD, BAD_VERSION, BAD_INTENTS, DISALLOWED = (
    4001, 4002, 4003, 4004, 4005, 4010, 4012, 4013, 4014,
)  # fmt: skip
# Which intent an event needs: in a server, and in a conversation.
NEEDS = {
    "MESSAGE_POLL": (1 << 24, 1 << 25),
    "MESSAGE_": (1 << 9, 1 << 12),
    "GUILD_MEMBER_": (1 << 1, 1 << 1),
    "INTERACTION_": (0, 0),
    "": (1 << 0, 1 << 0),
}


@dataclass
class GatewayRules:
    """What `/gateway/bot` tells, and what is held to it: `lanes` sessions may begin in `pause` seconds."""

    shards: int = 1
    lanes: int = 16
    pause: float = 0.0
    session_starts: int = 1000
    reset_after: int = 14_400_000


@dataclass(eq=False)
class Session:
    """What the gateway remembers of one identified bot, whether it is connected or not."""

    intents: int
    shard: tuple[int, int]
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    sent: list[dict[str, Any]] = field(default_factory=list)
    connection: Connection | None = None

    def wants(self, event: str, guild: Guild | None) -> bool:
        if (guild.id >> 22) % self.shard[1] != self.shard[0] if guild else self.shard[0] != 0:
            return False
        needed = next(pair for prefix, pair in NEEDS.items() if event.startswith(prefix))[guild is None]
        return not needed or bool(self.intents & needed)

    def dispatch(self, event: str, data: Any, *, keep: bool = True) -> None:
        self.sequence += 1
        frame = {"op": DISPATCH, "t": event, "s": self.sequence, "d": data}
        if keep:
            self.sent.append(frame)
        if self.connection:
            self.connection.send(frame)


class Connection:
    """One socket. Frames leave in the order they were sent, compressed as the bot asked."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket, self.request = socket, request
        self.session: Session | None = None
        self._compress = compressor(request.query.get("compress", ""))
        self._outbox: asyncio.Queue[dict[str, Any] | int] = asyncio.Queue()

    def send(self, frame: dict[str, Any]) -> None:
        self._outbox.put_nowait(frame)

    def close(self, code: int) -> None:
        self._outbox.put_nowait(code)

    def cut(self) -> None:
        if self.session:
            self.session.connection = None
        if self.request.transport:
            self.request.transport.abort()

    async def write(self) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                frame = await self._outbox.get()
                if isinstance(frame, int):
                    await self.socket.close(code=frame)
                    return
                text = json.dumps(frame)
                if self._compress:
                    await self.socket.send_bytes(self._compress(text.encode()))
                else:
                    await self.socket.send_str(text)


class Gateway:
    def __init__(self, world: World, token: str, privileged: set[str], base: Callable[[], str]) -> None:
        self._world, self._token, self._base = world, token, base
        self._allowed = ALL_INTENTS & ~sum(bit for name, bit in PRIVILEGED.items() if name not in privileged)
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.let_in = asyncio.Event()
        self.let_in.set()
        self.heartbeats = self.identifies = self.resumes = self.turned_away = 0
        self.rules = GatewayRules()
        self.begun: dict[int, float] = {}
        self.close_codes: list[int] = []

    @property
    def connected(self) -> bool:
        return any(session.connection for session in self.sessions.values())

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket, request)
        self.connections.add(connection)
        writer = asyncio.create_task(connection.write())
        try:
            await self.let_in.wait()
            connection.send({"op": HELLO, "d": {"heartbeat_interval": 41_250, "_trace": []}})
            if request.query.get("v") != "10" or request.query.get("encoding") != "json":
                self._refuse(connection, BAD_VERSION)
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._receive(connection, frame.data)
        finally:
            self.connections.discard(connection)
            self._gone(connection)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        return socket

    def _gone(self, connection: Connection) -> None:
        session = connection.session
        if session is None or session.connection is not connection:
            return
        session.connection = None
        if connection.socket.close_code in (1000, 1001):
            # said goodbye: the session is over, and cannot be resumed
            self.sessions.pop(session.id, None)
        self._world.changed()

    def _refuse(self, connection: Connection, code: int) -> None:
        self.close_codes.append(code)
        connection.close(code)

    def _receive(self, connection: Connection, text: str) -> None:
        try:
            frame = json.loads(text)
            op, data = frame["op"], frame.get("d")
        except (ValueError, KeyError, TypeError):
            return self._refuse(connection, DECODE)
        if op == HEARTBEAT:
            self.heartbeats += 1
            return connection.send({"op": ACK})
        if op == IDENTIFY:
            return self._identify(connection, data)
        if op == RESUME:
            return self._resume(connection, data)
        if connection.session is None:
            return self._refuse(connection, NOT_AUTHENTICATED)
        if op == MEMBERS:
            return self._members(connection.session, data)
        return None if op in (PRESENCE, 4) else self._refuse(connection, UNKNOWN_OP)

    def _identify(self, connection: Connection, data: dict[str, Any]) -> None:
        shard = tuple(data.get("shard") or (0, 1))
        intents = data.get("intents")
        if connection.session is not None:
            return self._refuse(connection, ALREADY)
        if data.get("token") != self._token:
            return self._refuse(connection, BAD_TOKEN)
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            return self._refuse(connection, BAD_SHARD)
        if not isinstance(intents, int) or intents & ~ALL_INTENTS:
            return self._refuse(connection, BAD_INTENTS)
        if intents & ~self._allowed:
            return self._refuse(connection, DISALLOWED)
        if self._too_soon(shard[0]):
            self.turned_away += 1
            return connection.send({"op": INVALID, "d": False})
        self.identifies += 1
        session = Session(intents, (shard[0], shard[1]), connection=connection)
        connection.session = self.sessions[session.id] = session
        guilds = [each for each in self._world.guilds.values() if each.has_bot and session.wants("GUILD_CREATE", each)]
        session.dispatch("READY", {
            "v": 10, "user": self._world.bot.payload, "session_id": session.id, "session_type": "normal",
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds], "shard": list(shard),
            "application": {"id": str(self._world.application_id), "flags": 0}, "private_channels": [],
            "resume_gateway_url": f"{self._base()}/resume",
        })  # fmt: skip
        for guild in guilds:
            if not guild.out_of_order:
                session.dispatch("GUILD_CREATE", guild.payload)
        return self._world.changed()

    def _too_soon(self, shard: int) -> bool:
        """Whether another session began in that lane just now."""
        now, lane = self._world.clock(), shard % self.rules.lanes
        if now - self.begun.get(lane, -self.rules.pause) < self.rules.pause:
            return True
        self.begun[lane] = now
        return False

    def _resume(self, connection: Connection, data: dict[str, Any]) -> None:
        if data.get("token") != self._token:
            return self._refuse(connection, BAD_TOKEN)
        session = self.sessions.get(data.get("session_id") or "")
        sequence = data.get("seq")
        if session is None or not isinstance(sequence, int) or sequence > session.sequence:
            return connection.send({"op": INVALID, "d": False})
        self.resumes += 1
        if session.connection:
            session.connection.cut()
        connection.session, session.connection = session, connection
        for frame in session.sent:
            if frame["s"] > sequence:
                connection.send(frame)
        session.dispatch("RESUMED", {"_trace": []})
        return self._world.changed()

    def _members(self, session: Session, data: dict[str, Any]) -> None:
        guild = self._world.guilds.get(int(data["guild_id"]))
        if guild is None or not guild.has_bot:
            return
        ids = {int(each) for each in data.get("user_ids") or []}
        query = (data.get("query") or "").lower()
        found = [
            each.payload for each in guild.members.values()
            if (each.id in ids if ids else each.name.lower().startswith(query))
        ]  # fmt: skip
        chunk = {"guild_id": str(guild.id), "members": found[: data.get("limit") or None], "chunk_index": 0}
        session.dispatch("GUILD_MEMBERS_CHUNK", {**chunk, "chunk_count": 1, "nonce": data.get("nonce")})

    def emit(self, event: str, data: dict[str, Any], guild: Guild | None) -> None:
        """Tell every session that may know; those that are cut off are told when they resume."""
        self._world.changed()
        if guild and not guild.has_bot:
            return
        room = self._world.channels.get(int(data.get("channel_id") or 0))
        if room and not room.permissions_of(self._world.bot):
            return
        for session in self.sessions.values():
            if session.wants(event, guild):
                session.dispatch(event, self._without_content(session, event, data, guild))

    def _without_content(self, session: Session, event: str, data: dict[str, Any], guild: Guild | None) -> Any:
        if event not in ("MESSAGE_CREATE", "MESSAGE_UPDATE") or guild is None:
            return data
        bot = self._world.bot
        known = session.intents & PRIVILEGED["message_content"] or data["author"]["id"] == str(bot.id)
        if known or f"<@{bot.id}>" in data["content"]:
            return data
        return self._world.messages[int(data["id"])].payload_without_content

    def interact(self, payload: dict[str, Any], guild: Guild | None) -> bool:
        """Hand over an interaction now; kept for nobody, so it is lost where no bot is connected."""
        for session in self.sessions.values():
            if session.connection and session.wants("INTERACTION_CREATE", guild):
                session.dispatch("INTERACTION_CREATE", payload, keep=False)
                return True
        return False

    def shard(self, number: int) -> Session:
        """The session of that shard that is connected now."""
        return next(each for each in self.sessions.values() if each.shard[0] == number and each.connection)

    def cut(self, *, lose_session: bool = False, shard: int | None = None) -> None:
        """All of them, or one shard's."""
        for connection in list(self.connections):
            session = connection.session
            if shard is None or (session is not None and session.shard[0] == shard):
                connection.cut()
        if lose_session:
            kept = {number: each for number, each in self.sessions.items() if shard not in (None, each.shard[0])}
            self.sessions = kept

    def ask_to_reconnect(self) -> None:
        for connection in self.connections:
            connection.send({"op": RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool) -> None:
        """INVALID_SESSION out of the blue."""
        for connection in self.connections:
            connection.send({"op": INVALID, "d": resumable})
        if not resumable:
            self.sessions.clear()

    async def close(self) -> None:
        self.let_in.set()
        for connection in list(self.connections):
            connection.cut()
