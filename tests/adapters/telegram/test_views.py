"""Of the views of one message that wait for their turn, the last alone is drawn."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from adapters.telegram.views import Views
from bot.domain.errors import Throttled

HERE, THERE = (50, 1), (50, 2)


class Line:
    """Turns that are given by hand; what was drawn."""

    def __init__(self):
        self.views, self.drawn = Views(), []

    def asks(self, name, gate, message=HERE):
        async def view():
            self.drawn.append(name)

        return asyncio.ensure_future(self.views.draw(message, gate.wait, view))


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_whoever_is_followed_by_another_is_not_drawn():
    line, gates = Line(), [asyncio.Event() for _ in range(3)]
    tasks = [line.asks(name, gate) for name, gate in zip("abc", gates, strict=True)]
    await settle()
    for gate, drawn in zip(gates, ([], [], ["c"]), strict=True):
        gate.set()
        await settle()
        assert line.drawn == drawn
    await asyncio.gather(*tasks)
    again = asyncio.Event()
    again.set()
    await line.asks("d", again)
    assert line.drawn == ["c", "d"]


async def test_another_message_is_another_line():
    line, gate = Line(), asyncio.Event()
    tasks = [line.asks("a", gate, HERE), line.asks("b", gate, THERE)]
    await settle()
    gate.set()
    await asyncio.gather(*tasks)
    assert line.drawn == ["a", "b"]


async def test_who_gets_no_turn_leaves_the_drawing_to_the_one_before():
    line, gate = Line(), asyncio.Event()
    first = line.asks("a", gate)
    await settle()

    async def refused():
        raise Throttled(timedelta(0))

    with pytest.raises(Throttled):
        await line.views.draw(HERE, refused, gate.wait)
    gate.set()
    await first
    assert line.drawn == ["a"]
