"""The README's table of how well questions are answered."""

import re
from collections.abc import Mapping
from pathlib import Path

from evaluation.measure import Share

FILE = Path(__file__).parent.parent / "README.md"
_TABLE = re.compile(r"(<!-- evaluation: [^>]* -->\n).*?(<!-- end of evaluation -->)", re.DOTALL)


def renewed(text: str, shares: Mapping[str, Share], questions: int) -> str:
    """Return a text with the table in its place."""
    rows = [f"| {title} | {_percent(share)} |" for title, share in shares.items()]
    table = "\n".join(
        [
            f"| of {questions} questions that nothing was tuned on | share (95 % interval) |",
            "|---|---|",
            *rows,
        ]
    )
    return _TABLE.sub(lambda found: f"{found[1]}{table}\n{found[2]}", text)


def _percent(share: Share) -> str:
    low, high = share.bounds
    return f"{share.value:.1%} of {share.total} ({low:.1%} to {high:.1%})"
