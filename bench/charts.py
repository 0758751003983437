"""What a chart costs: `python -m bench.charts [--charts 2000]`.

Each figure stands beside plain `Figure.savefig` of the same six bars, measured in the same run: on a shared machine
trust the ratios, not the milliseconds. The cold start is measured in fresh processes.
"""

from __future__ import annotations

import argparse
import io
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from matplotlib.figure import Figure

from bot.domain.picture import Bar, ChoiceBars, Frame, Theme
from charts.renderer import MatplotlibRenderer

LABELS = ("Pizza margherita", "Lasagne al forno", "Risotto ai funghi", "Gnocchi alla sorrentina", "Tiramisù", "Other")
MIXED = ("東京（渋谷）🗼", "बेंगलुरु 🛕", "القاهرة 🐫", "ירושלים", "กรุงเทพฯ 🛺", "👨‍👩‍👧‍👦 Famiglia 🏳️‍🌈 ❤️ 1️⃣")
VOTES = (128, 96, 71, 44, 23, 9)
TITLE = "What should we eat on Friday?"

COLD = """
import time; start = time.perf_counter()
from bench.charts import LABELS, picture
from charts.renderer import MatplotlibRenderer
MatplotlibRenderer().render(picture(LABELS))
print((time.perf_counter() - start) * 1000)
"""


def picture(labels: tuple[str, ...], title: str = TITLE, shift: int = 0) -> ChoiceBars:
    votes = [count + shift % 50 for count in VOTES]
    total = sum(votes)
    return ChoiceBars(
        frame=Frame(
            title=title,
            subtitle="Single choice · closed",
            footer=f"{total} votes · turnout 30 % · 14 Nov 2026",
            brand="Ascolto",
            theme=Theme.DARK if shift % 2 else Theme.LIGHT,
        ),
        bars=tuple(
            Bar(label=label, fraction=count / total, share=f"{count / total:.0%}", votes=str(count), leads=not place)
            for place, (label, count) in enumerate(zip(labels, votes, strict=True))
        ),
        closed=True,
    )


def plain_savefig() -> bytes:
    """The usual way, with axes, bars and labels, and none of what the product needs besides."""
    figure = Figure(figsize=(12, 6.75), dpi=100)
    axes = figure.add_subplot()
    bars = axes.barh(range(6), VOTES[::-1], color="#3b6fd4", height=0.6)
    axes.set_yticks(range(6), LABELS[::-1], fontsize=14)
    axes.bar_label(bars, [f"{count / sum(VOTES):.0%} ({count})" for count in VOTES[::-1]], padding=6, fontsize=14)
    axes.set_title(TITLE, loc="left", fontsize=20, fontweight="bold")
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_xticks([])
    figure.text(0.02, 0.02, f"{sum(VOTES)} votes", fontsize=11, color="#777777")
    figure.subplots_adjust(left=0.25)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def resident_kilobytes() -> int:
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def milliseconds(work: Callable[[int], bytes], times: int) -> tuple[float, float, int]:
    """Median and 95th percentile, and the size of the last PNG."""
    taken, data = [], b""
    for turn in range(times):
        start = time.perf_counter()
        data = work(turn)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), sorted(taken)[int(times * 0.95)], len(data)


def fresh(turn: int, labels: tuple[str, ...]) -> ChoiceBars:
    """Labels and title nobody has drawn before."""
    return picture(tuple(f"{label} {turn}{place}" for place, label in enumerate(labels)), f"{TITLE} ({turn})", turn)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--charts", type=int, default=2000, help="how many charts to draw while watching memory")
    charts = arguments.parse_args().charts
    renderer = MatplotlibRenderer()
    cold = [float(subprocess.check_output([sys.executable, "-c", COLD])) for _ in range(3)]
    print(f"cold import and first chart      {min(cold):7.0f} ms (best of 3)")
    renderer.render(picture(LABELS))
    renderer.render(picture(MIXED))
    plain_savefig()
    plain, plain_slow, size = milliseconds(lambda _: plain_savefig(), 30)
    print(f"{'':32} {'p50':>7}    {'p95':>7}      PNG     against savefig")
    print(f"plain Figure.savefig             {plain:7.1f} ms {plain_slow:7.1f} ms {size / 1000:5.0f} kB")
    cases: tuple[tuple[str, Callable[[int], bytes]], ...] = (
        ("warm, same labels, new counts", lambda turn: renderer.render(picture(LABELS, shift=turn))),
        ("all-new Latin labels", lambda turn: renderer.render(fresh(turn, LABELS))),
        ("mixed scripts and emoji, warm", lambda turn: renderer.render(picture(MIXED, shift=turn))),
        ("mixed scripts and emoji, all new", lambda turn: renderer.render(fresh(turn, MIXED))),
    )
    for name, work in cases:
        middle, slow, size = milliseconds(work, 60)
        ratio = f"{plain / middle:6.1f} × faster" if middle <= plain else f"{middle / plain:6.1f} × slower"
        print(f"{name:32} {middle:7.1f} ms {slow:7.1f} ms {size / 1000:5.0f} kB  {ratio}")
    for turn in range(200):
        renderer.render(fresh(turn, LABELS))
    before = resident_kilobytes()
    for turn in range(charts):
        renderer.render(fresh(turn % 400, LABELS))
    grown = (resident_kilobytes() - before) / 1000
    print(f"memory over {charts} more charts     {grown:+6.1f} MB (to {resident_kilobytes() / 1000:.0f} MB)")


if __name__ == "__main__":
    main()
