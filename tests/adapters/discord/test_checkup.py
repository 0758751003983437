"""The doctor asks Discord, and says what it heard."""

from __future__ import annotations

from bot.compose_doctor import doctor_checks
from bot.doctor import Level
from bot.settings import Settings
from tests.discordhouse import TOKEN
from tests.platforms.discord_server import DiscordServer


async def finding(folder, token=TOKEN):
    settings = Settings.model_validate({"database_url": f"sqlite:///{folder}/a.db", "discord_token": token})
    check = next(each for each in doctor_checks(settings) if each.name == "discord")
    return (await check.look())[0]


async def test_a_good_token_a_wrong_one_and_no_answer(tmp_path):
    async with DiscordServer(token=TOKEN) as server:
        with server.patched():
            alone = await finding(tmp_path)
            assert alone.level is Level.WARNING
            assert "invitation" in alone.todo
            server.guild("Home")
            good = await finding(tmp_path)
            assert good.level is Level.OK
            wrong = await finding(tmp_path, TOKEN[:-1] + "x")
            assert wrong.level is Level.ERROR
            assert "developer portal" in wrong.todo
            server.fail_next("GET /users/@me", 403, 40333, "internal network error")
            assert (await finding(tmp_path)).level is Level.WARNING


async def test_without_a_token_nothing_is_asked(tmp_path):
    assert "Not used" in (await finding(tmp_path, None)).what
