"""Where a page's script and style are, by the manifest that the build wrote.

File names carry a hash of their content, so they may be cached for ever.
"""

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

PUBLIC_PATH = "/static"


@dataclass(frozen=True)
class Assets:
    """Public addresses of a page's script and style; a page may have no style of its own."""

    js: str
    css: str | None


def static_folder(package: str) -> Path:
    """Give the folder that is served as `/static/<package>/`."""
    return Path(str(files(package))) / "static"


def page_assets(package: str, entry: str) -> Assets:
    """Give the assets of one page, say `page_assets("display", "hall")`.

    FileNotFoundError when nothing was built (`./dev build` builds), LookupError when the
    package has no such page.
    """
    text = (static_folder(package) / "manifest.json").read_text(encoding="utf-8")
    pages = json.loads(text)
    if entry not in pages:
        raise LookupError(f"{package} has no page {entry}")
    return Assets(js=pages[entry]["js"], css=pages[entry]["css"])
