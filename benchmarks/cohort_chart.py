"""A small chart as SVG: panels side by side, both axes logarithmic, a dashed line where twice as much takes twice as long."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, GAP = 360, 260, 60, 40, 50, 40
COLOURS = ("#4c78a8", "#e45756")


class Line(NamedTuple):
    name: str
    points: Sequence[tuple[float, float]]


def chart(title: str, panels: Sequence[tuple[str, Sequence[Line]]]) -> str:
    """The document. Each panel is the name of its x axis and its lines; all share the y axis."""
    ys = [y for _, lines in panels for line in lines for _, y in line.points]
    low, high = 10 ** math.floor(math.log10(min(ys))), 10 ** math.ceil(math.log10(max(ys)))
    width, height = LEFT + len(panels) * (WIDTH + GAP) + 30, TOP + HEIGHT + BOTTOM
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{LEFT}" y="22" font-size="14">{title}</text>',
    ]
    for n, (name, lines) in enumerate(panels):
        out += _panel(LEFT + n * (WIDTH + GAP), name, lines, low, high, labels=n == 0)
    return "\n".join([*out, "</svg>"]) + "\n"


def _panel(left: float, name: str, lines: Sequence[Line], low: float, high: float, *, labels: bool) -> list[str]:
    xs = sorted({x for line in lines for x, _ in line.points})
    first, last = xs[0] / 1.15, xs[-1] * 1.15

    def at(x: float, y: float) -> tuple[float, float]:
        across = math.log(x / first) / math.log(last / first)
        up = math.log(y / low) / math.log(high / low)
        return left + across * WIDTH, TOP + (1 - up) * HEIGHT

    out = [f'<rect x="{left}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#999"/>']
    for x in xs:
        across, _ = at(x, low)
        out.append(f'<text x="{across:.1f}" y="{TOP + HEIGHT + 16}" text-anchor="middle">{x:,.0f}</text>')
    out.append(f'<text x="{left + WIDTH / 2}" y="{TOP + HEIGHT + 36}" text-anchor="middle">{name}</text>')
    for power in range(round(math.log10(low)), round(math.log10(high)) + 1):
        _, up = at(xs[0], 10.0**power)
        out.append(f'<line x1="{left}" x2="{left + WIDTH}" y1="{up:.1f}" y2="{up:.1f}" stroke="#ddd"/>')
        if labels:
            out.append(f'<text x="{left - 6}" y="{up + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    for line, colour in zip(lines, COLOURS, strict=False):
        top_x, top_y = line.points[-1]
        begin = max(low, top_y * xs[0] / top_x)
        guide = [at(begin * top_x / top_y, begin), at(top_x, top_y)]
        out.append(f'<polyline points="{_text(guide)}" fill="none" stroke="#888" stroke-dasharray="4 4"/>')
        points = [at(x, y) for x, y in line.points]
        out.append(f'<polyline points="{_text(points)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points]
        x, y = points[-1]
        out.append(f'<text x="{x - 6:.1f}" y="{y - 10:.1f}" text-anchor="end" fill="{colour}">{line.name}</text>')
    return out


def _text(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
