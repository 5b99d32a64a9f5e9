"""Commands a second, as a picture: a bar for each bot, without a delay and with one."""

from html import escape

from benchmarks.speed.report import AWAY, FULL, Results, rate

_WIDTH, _ROW, _LEFT, _TOP = 720, 46, 260, 60
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1f2328}.a{fill:#2f6f9f}.b{fill:#d98f3e}"
    ".h{font-weight:600;font-size:16px}"
)


def chart(results: Results) -> str:
    """Return an SVG; a server without any framework is the limit, and not drawn."""
    bots = [bot for bot in dict.fromkeys(bot for bot, _ in results) if "framework" not in bot]
    most = max(rate(results[bot, way]) for bot in bots for way in (FULL, AWAY))
    rows = "".join(_bot(row, bot, results, most) for row, bot in enumerate(bots))
    height = _TOP + _ROW * len(bots) + 16
    title = "Commands answered in a second"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">'
        f"<title>{title}</title><style>{_STYLE}</style>"
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>'
        f'<text class="h" x="16" y="30">{title}</text>'
        f'<rect class="a" x="{_LEFT}" y="20" width="12" height="12"/>'
        f'<text x="{_LEFT + 18}" y="31">server at once</text>'
        f'<rect class="b" x="{_LEFT + 140}" y="20" width="12" height="12"/>'
        f'<text x="{_LEFT + 158}" y="31">server 50 ms away</text>{rows}</svg>\n'
    )


def _bot(row: int, bot: str, results: Results, most: float) -> str:
    y = _TOP + row * _ROW
    bars = "".join(
        _bar(kind, y + 18 * place, rate(results[bot, way]), most)
        for place, (kind, way) in enumerate((("a", FULL), ("b", AWAY)))
    )
    return f'<text x="16" y="{y + 21}">{escape(bot)}</text>{bars}'


def _bar(kind: str, y: int, value: float, most: float) -> str:
    width = value / most * (_WIDTH - _LEFT - 70)
    return (
        f'<rect class="{kind}" x="{_LEFT}" y="{y}" width="{width:.1f}" height="16"/>'
        f'<text x="{_LEFT + width + 6:.1f}" y="{y + 13}">{value:,.0f}</text>'
    )
