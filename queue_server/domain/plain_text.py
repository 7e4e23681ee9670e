"""Text as it is kept: one line of composed letters that show, whatever was typed or pasted."""

import unicodedata


def plain_text(text: str) -> str:
    """Compose letters (NFC), make every run of spaces one, drop what does not show.

    Control and format characters go, among them those that turn the direction of writing, end a
    line or begin a printer's command; so do private and unpaired ones.
    """
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(c for c in composed if c.isprintable()).strip()
