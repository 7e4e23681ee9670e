"""The sentences that stand on slips and in the answers about printers."""

from functools import lru_cache

from printers.slip import NO_BREAK
from protocol.texts import Lang, Texts


@lru_cache(maxsize=2)
def texts(lang: Lang) -> Texts:
    """Give the catalogue of one language, read once."""
    return Texts.load("printers", lang)


def both(key: str, **values: object) -> str:
    """Give a sentence in Vietnamese and English: `Giờ lấy số / Time`."""
    return joined(texts("vi")(key, **values), texts("en")(key, **values))


def joined(vi: str, en: str) -> str:
    """Join two languages; a line breaks after the stroke first, within a language last."""
    parts = (part.replace(" ", NO_BREAK) for part in (vi, en) if part)
    return f"{NO_BREAK}/ ".join(parts)
