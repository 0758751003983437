"""What an operator is told when something the charts need is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from charts import assets_check, emoji, fonts
from charts.fonts import CJK, font_file


def test_a_sound_installation_misses_nothing() -> None:
    missing = assets_check.missing_assets()
    assert [sentence for sentence in missing if not sentence.startswith("optional:")] == []
    assert (missing == []) == (font_file(CJK, "Regular") is not None)


def test_a_missing_archive_and_missing_fonts_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(emoji, "ARCHIVE", tmp_path / "gone.zip")
    monkeypatch.setattr(fonts, "FONTS", tmp_path)
    fonts.chain.cache_clear()
    try:
        missing = assets_check.missing_assets()
    finally:
        fonts.chain.cache_clear()
    assert any("gone.zip" in sentence for sentence in missing)
    assert any("Inter-Regular.ttf" in sentence for sentence in missing)


def test_a_broken_archive_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"not a zip")
    monkeypatch.setattr(emoji, "ARCHIVE", broken)
    assert any("broken.zip" in sentence for sentence in assets_check.missing_assets())


def test_absent_cjk_fonts_are_optional(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets_check, "font_file", lambda name, cut: None if name == CJK else font_file(name, cut))
    assert assets_check.NO_CJK in assets_check.missing_assets()


def test_a_changed_matplotlib_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(*_: object) -> None:
        raise TypeError("unexpected keyword")

    monkeypatch.setattr("charts.sheet.paint_mask", changed)
    assert any("draw_text_image" in sentence for sentence in assets_check.missing_assets())
