"""Messages as Discord draws them, for the pictures in docs: components that really went out, in the app's colours."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_BUTTONS = {1: "#5865f2", 2: "var(--button)", 3: "#248046", 4: "#da373c", 5: "var(--button)"}
_ENTRY = 4
_MARKS = {21: "round", 22: "square"}
"""What is picked by a mark: one of several, any of several."""
LIGHT = {
    "back": "#ffffff",
    "box": "#f2f3f5",
    "text": "#313338",
    "muted": "#5c5e66",
    "button": "#6d6f78",
    "line": "#e3e5e8",
}
DARK = {
    "back": "#313338",
    "box": "#2b2d31",
    "text": "#f2f3f5",
    "muted": "#b5bac1",
    "button": "#4e5058",
    "line": "#1e1f22",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One message: its components as sent, the pictures they name, and to whom alone it is shown, if to anybody."""

    who: str
    components: Sequence[Mapping[str, Any]]
    pictures: Mapping[str, bytes]
    only_you: bool = False


def channel_page(title: str, messages: Sequence[Shown], *, dark: bool) -> str:
    body = "".join(_message(message) for message in messages)
    return _page(f"# {html.escape(title)}", body, dark=dark)


def form_page(title: str, components: Sequence[Mapping[str, Any]], filled: Mapping[str, str], *, dark: bool) -> str:
    """A form as it was opened, with what somebody writes into it."""
    fields = "".join(_field(each, filled) for each in components)
    buttons = '<div class="row end"><span class="bare">Cancel</span><span class="blue">Submit</span></div>'
    return _page(html.escape(title), f'<div class="form">{fields}{buttons}</div>', dark=dark)


def _page(title: str, body: str, *, dark: bool) -> str:
    colours = ";".join(f"--{name}:{value}" for name, value in (DARK if dark else LIGHT).items())
    return f"""<!doctype html><meta charset="utf-8"><style>:root{{{colours}}}
*{{box-sizing:border-box}}body{{margin:0;background:var(--back);color:var(--text);
font:15px/1.4 "Inter",system-ui,"Noto Color Emoji",sans-serif}}
header{{padding:12px 16px;border-bottom:1px solid var(--line);font-weight:600}}
main{{padding:10px 12px}}.who{{font-weight:600;margin:12px 0 4px}}
.who small{{background:#5865f2;color:#fff;border-radius:3px;padding:0 4px;font-size:11px;margin-left:6px}}
.box{{background:var(--box);border:1px solid var(--line);
border-left:4px solid var(--accent);border-radius:8px;padding:12px 14px;display:flex;flex-direction:column;gap:8px}}
.text{{white-space:pre-wrap;overflow-wrap:anywhere}}h3{{margin:0;font-size:18px}}.sub{{color:var(--muted);font-size:12.5px}}
.row{{display:flex;flex-wrap:wrap;gap:8px}}
.row span{{color:#fff;border-radius:6px;padding:6px 14px;font-size:14px;font-weight:500}}
.menu{{background:var(--back);border:1px solid var(--line);border-radius:6px;padding:8px 12px;color:var(--muted)}}
.row>.menu{{flex:1;display:flex;justify-content:space-between}}.menu i{{font-style:normal}}
img{{width:100%;border-radius:6px;display:block}}.only{{color:var(--muted);font-size:12px;margin-top:4px}}
.form{{display:flex;flex-direction:column;gap:14px}}.form b{{display:block;font-size:14px}}
.entry{{border:1px solid var(--line);background:var(--box);border-radius:6px;
padding:8px 10px;margin-top:5px;white-space:pre-wrap}}
.pick{{display:flex;gap:8px;align-items:center;padding:3px 0}}
.mark{{width:16px;height:16px;border:2px solid var(--muted)}}.round{{border-radius:50%}}.square{{border-radius:4px}}
.on{{border-color:#5865f2;background:#5865f2;box-shadow:inset 0 0 0 3px var(--back)}}
.end{{justify-content:flex-end}}.row .bare{{color:var(--text)}}.row .blue{{background:#5865f2}}
</style><header>{title}</header><main>{body}</main>"""


def _message(message: Shown) -> str:
    parts = "".join(_component(each, message.pictures) for each in message.components)
    only = '<div class="only">👁 Only you can see this</div>' if message.only_you else ""
    return f'<div class="who">{html.escape(message.who)}<small>APP</small></div>{parts}{only}'


def _field(label: Mapping[str, Any], filled: Mapping[str, str]) -> str:
    """One label of a form with what is filled in, chosen or ticked below it."""
    asked = label["component"]
    must = '<span style="color:#da373c"> *</span>' if asked.get("required", True) else ""
    hint = f'<div class="sub">{html.escape(label["description"])}</div>' if label.get("description") else ""
    head = f"<div><b>{html.escape(label['label'])}{must}</b>{hint}"
    if asked["type"] == _ENTRY:
        value = filled.get(asked["custom_id"]) or asked.get("value") or ""
        shown = html.escape(value) or f'<span class="sub">{html.escape(asked.get("placeholder") or " ")}</span>'
        return f'{head}<div class="entry">{shown}</div></div>'
    shape = _MARKS.get(asked["type"])
    if shape is not None:
        picks = "".join(
            f'<div class="pick"><span class="mark {shape}{" on" if each.get("default") else ""}"></span>'
            f"{html.escape(each['label'])}</div>"
            for each in asked["options"]
        )
        return f"{head}{picks}</div>"
    chosen = next((each["label"] for each in asked["options"] if each.get("default")), "…")
    return f'{head}<div class="menu">{html.escape(chosen)} ▾</div></div>'


def _component(part: Mapping[str, Any], pictures: Mapping[str, bytes]) -> str:
    inner = "".join(_component(each, pictures) for each in part.get("components", ()))
    match part["type"]:
        case 17:
            return f'<div class="box" style="--accent:#{part.get("accent_color") or 0x4E5058:06x}">{inner}</div>'
        case 10:
            return f'<div class="text">{_marked(part["content"])}</div>'
        case 1:
            return f'<div class="row">{inner}</div>'
        case 2:
            emoji = (part.get("emoji") or {}).get("name", "")
            label = html.escape(f"{emoji} {part.get('label') or ''}".strip())
            faint = ";opacity:.5" if part.get("disabled") else ""
            return f'<span style="background:{_BUTTONS[part["style"]]}{faint}">{label}</span>'
        case 3:
            chosen = next((each["label"] for each in part["options"] if each.get("default")), None)
            words = html.escape(chosen or part.get("placeholder") or "…")
            bright = ' style="color:var(--text)"' if chosen else ""
            return f'<div class="menu"{bright}><i>{words}</i>▾</div>'
        case 12:
            names = [item["media"]["url"].rpartition("/")[2] for item in part["items"]]
            return "".join(_picture(pictures[name]) for name in names if name in pictures)
    return inner


def _picture(png: bytes) -> str:
    return f'<img alt="" src="data:image/png;base64,{base64.b64encode(png).decode()}">'


def _marked(text: str) -> str:
    """The few marks that our messages use."""
    plain = html.escape(re.sub(r" ?\(<t:\d+:R>\)", " (in 2 days)", text), quote=False)
    return "\n".join(_marked_line(line) for line in plain.split("\n")).replace("</h3>\n", "</h3>")


def _marked_line(line: str) -> str:
    bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", line)
    bare = re.sub(r"\\([^\w\s])", r"\1", bold)
    if bare.startswith("### "):
        return f"<h3>{bare[4:]}</h3>"
    bare = re.sub(r"`(.+?)`", r"<code>\1</code>", bare)
    return f'<span class="sub">{bare[3:]}</span>' if bare.startswith("-# ") else bare
