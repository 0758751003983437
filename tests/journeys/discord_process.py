"""The program as the operator starts it, with a Discord of the tests in the place of the real one.

python -m tests.journeys.discord_process ADDRESS
"""

from __future__ import annotations

import sys

import discord.http

from bot.__main__ import main

if __name__ == "__main__":
    discord.http.Route.BASE = sys.argv.pop()
    sys.argv[1:] = ["run"]
    sys.exit(main())
