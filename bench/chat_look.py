"""A chat as Telegram draws it, for the pictures in docs: messages that really went out, in the colours of the app."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from dataclasses import dataclass

LIGHT = {"back": "#d3dcc4", "bubble": "#ffffff", "mine": "#effdde", "text": "#101418", "muted": "#707a84",
         "accent": "#168acd", "button": "rgba(0,0,0,.26)", "button-text": "#ffffff", "quote": "#e8f3fb"}  # fmt: skip
DARK = {"back": "#0e1621", "bubble": "#182533", "mine": "#2b5278", "text": "#f5f5f5", "muted": "#7f91a4",
        "accent": "#70b7ee", "button": "#ffffff1f", "button-text": "#ffffff", "quote": "#223447"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bubble:
    """`marked`: our HTML as it was sent. `buttons`: the labels under it, row by row."""

    marked: str
    buttons: Sequence[Sequence[str]] = ()
    photo: bytes | None = None
    mine: bool = False
    who: str = ""


def chat_page(title: str, bubbles: Sequence[Bubble], *, dark: bool) -> str:
    colours = DARK if dark else LIGHT
    body = "".join(_bubble(bubble) for bubble in bubbles)
    variables = ";".join(f"--{name}:{value}" for name, value in colours.items())
    return f"""<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>:root{{{variables}}}
*{{box-sizing:border-box}}body{{margin:0;background:var(--back);color:var(--text);
font:16px/1.35 "Inter",system-ui,"Noto Color Emoji",sans-serif}}
header{{background:var(--bubble);padding:12px 16px;font-weight:600}}
main{{padding:10px 8px 16px;display:flex;flex-direction:column;gap:8px}}
.message{{max-width:92%;align-self:flex-start}}.mine{{align-self:flex-end}}
.bubble{{background:var(--bubble);border-radius:14px;padding:7px 11px;white-space:pre-wrap;overflow-wrap:anywhere}}
.mine .bubble{{background:var(--mine)}}.who{{color:var(--accent);font-weight:600;font-size:14px}}
.photo{{display:block;width:calc(100% + 22px);margin:-7px -11px 7px;border-radius:14px 14px 4px 4px}}
blockquote{{margin:6px 0 0;padding:5px 10px;border-left:3px solid var(--accent);background:var(--quote);
border-radius:5px;font-size:14px}}
.row{{display:flex;gap:4px;margin-top:4px}}
.row span{{flex:1;background:var(--button);color:var(--button-text);border-radius:9px;padding:9px 6px;text-align:center;
font-size:14px;font-weight:500;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}}
</style><header>{html.escape(title)}</header><main>{body}</main>"""


def _bubble(bubble: Bubble) -> str:
    photo = ""
    if bubble.photo is not None:
        data = base64.b64encode(bubble.photo).decode()
        photo = f'<img class="photo" alt="" src="data:image/png;base64,{data}">'
    who = f'<div class="who">{html.escape(bubble.who)}</div>' if bubble.who else ""
    rows = "".join(
        '<div class="row">' + "".join(f"<span>{html.escape(label)}</span>" for label in row) + "</div>"
        for row in bubble.buttons
    )
    side = "message mine" if bubble.mine else "message"
    return f'<div class="{side}"><div class="bubble">{photo}{who}{bubble.marked}</div>{rows}</div>'
