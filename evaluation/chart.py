"""The figures of a set as a picture: a bar each, and the bounds of what it stands for."""

from collections.abc import Iterator, Mapping
from html import escape

from evaluation.measure import Share

_WIDTH, _ROW, _LEFT, _TOP = 720, 44, 250, 60
_STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#1f2328}.b{fill:#2f6f9f}.w{stroke:#1f2328;"
    "stroke-width:2}.g{stroke:#d0d7de}.h{font-weight:600;font-size:16px}"
)


def chart(shares: Mapping[str, Share], questions: int) -> str:
    """Return an SVG."""
    height = _TOP + _ROW * len(shares) + 40
    rows = "".join(_row(row, *one) for row, one in enumerate(shares.items()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">'
        f"<title>Plain questions: {questions} that were only used to report</title>"
        f'<style>{_STYLE}</style><rect width="{_WIDTH}" height="{height}" fill="#fff"/>'
        f'<text class="h" x="16" y="32">Plain questions, report set ({questions})</text>'
        f"{''.join(_grid(height))}{rows}</svg>\n"
    )


def _row(row: int, title: str, share: Share) -> str:
    y = _TOP + row * _ROW
    low, high = share.bounds
    return (
        f'<text x="16" y="{y + 24}">{escape(title)}</text>'
        f'<rect class="b" x="{_LEFT}" y="{y + 8}" '
        f'width="{_x(share.value) - _LEFT:.1f}" height="22"/>'
        f'<path class="w" d="M{_x(low):.1f} {y + 19}H{_x(high):.1f}"/>'
        f'<text x="{_WIDTH - 64}" y="{y + 24}">{share.value:.1%}</text>'
    )


def _grid(height: int) -> Iterator[str]:
    for percent in (0, 25, 50, 75, 100):
        x = _x(percent / 100)
        yield f'<path class="g" d="M{x:.1f} {_TOP}V{height - 34}"/>'
        yield f'<text x="{x:.1f}" y="{height - 14}" text-anchor="middle">{percent} %</text>'


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - 84)
