"""Transport compression of the gateway: one stream for a whole connection, flushed after every frame."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable
from typing import Any

Compress = Callable[[bytes], bytes]


def compressor(kind: str) -> Compress | None:
    """What the bot asked for with `compress=` when it connected."""
    if kind == "zlib-stream":
        stream = zlib.compressobj()
        return lambda data: stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)
    if kind == "zstd-stream":
        return _zstd()
    return None


def _zstd() -> Compress:
    # A bot asks for it only where its Python can read it, with one of these two.
    try:
        builtin: Any = importlib.import_module("compression.zstd")
    except ImportError:
        package: Any = importlib.import_module("zstandard")
        old = package.ZstdCompressor().compressobj()
        return lambda data: bytes(old.compress(data) + old.flush(package.COMPRESSOBJ_FLUSH_BLOCK))
    new = builtin.ZstdCompressor()
    return lambda data: bytes(new.compress(data, new.FLUSH_BLOCK))
