"""The doctor asks Telegram, and says what it heard."""

from __future__ import annotations

from bot.compose_doctor import doctor_checks
from bot.doctor import Level
from bot.settings import Settings
from tests.platforms.telegram_server import TelegramServer


async def finding(server, folder, **wanted):
    settings = Settings.model_validate(
        {
            "database_url": f"sqlite:///{folder}/a.db",
            "telegram_token": server.token,
            "telegram_api_url": server.base_url.removesuffix("/bot"),
            **wanted,
        }
    )
    check = next(each for each in doctor_checks(settings) if each.name == "telegram")
    return (await check.look())[0]


async def test_a_good_token_a_wrong_one_and_no_answer(tmp_path):
    async with TelegramServer() as server:
        good = await finding(server, tmp_path)
        assert (good.level, good.what) == (Level.OK, "The token is @ascolto_bot's.")
        wrong = await finding(server, tmp_path, telegram_token="110201543:" + "x" * 35)
        assert wrong.level is Level.ERROR
        assert "BotFather" in wrong.todo
        server.fail_next("getMe", 502, "Bad Gateway")
        assert (await finding(server, tmp_path)).level is Level.WARNING


async def test_another_programs_webhook_is_told(tmp_path):
    async with TelegramServer() as server:
        server.webhook.url = "https://other.example/hook"
        told = await finding(server, tmp_path)
        assert told.level is Level.WARNING
        assert "other.example" in told.what


async def test_without_a_token_nothing_is_asked(tmp_path):
    settings = Settings.model_validate({"database_url": f"sqlite:///{tmp_path}/a.db"})
    check = next(each for each in doctor_checks(settings) if each.name == "telegram")
    assert "Not used" in (await check.look())[0].what
