"""Where a sentence stands in a letter, and how it is struck through there."""

import re
from html import escape

_STRUCK = re.compile(r"(<s>.*?</s>)", re.DOTALL)


def stands(html: str, sentence: str) -> bool:
    """Tell whether a sentence stands in a letter, without being struck through."""
    whole = _whole(sentence)
    return any(whole.search(piece) for piece in _STRUCK.split(html)[::2])


def struck(html: str, sentence: str) -> str:
    """Return a letter with a sentence struck through, wherever it still stands."""
    pieces = _STRUCK.split(html)
    pieces[::2] = (_whole(sentence).sub(r"<s>\g<0></s>", piece) for piece in pieces[::2])
    return "".join(pieces)


def _whole(sentence: str) -> re.Pattern[str]:
    """The sentence by itself: what follows it is its mark, a remark or the end of the line."""
    words = re.escape(escape(sentence, quote=False))
    return re.compile(rf"(?<!\w){words}(?=\N{{POP DIRECTIONAL ISOLATE}}?\s*(?:<a\b|\(|:|\n|$))")
