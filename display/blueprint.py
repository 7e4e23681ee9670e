"""The pages of the screens: hall, counter screen, rating pad; and what the hall speaks with.

A page is a shell without data. What it shows comes by socket to a browser that holds the
credential of its slot; any other browser reads that it is not paired.
"""

from functools import partial
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, render_template, send_from_directory

from display.announcements import call_tables, clip_words
from display.voice import ENDING, Pack, find_packs
from protocol.assets import page_assets, static_folder
from protocol.texts import Lang, Texts

COUNTER_NUMBER_MAX = 999
STATIC_AGE_S = 365 * 24 * 3600  # names carry a hash of the content


def create_display(voices: Path | None = None, media: Path | None = None) -> Blueprint:
    """Give the blueprint with the pages `/hall`, `/counter/<n>`, `/pad/<n>` and their files.

    `voices` is a folder with the hall's own recordings, `media` one with pictures and videos.
    """
    display = Blueprint("display", __name__, template_folder="templates")
    display.add_url_rule("/hall", view_func=hall)
    display.add_url_rule("/hall/worker.js", view_func=worker)
    display.add_url_rule("/counter/<int:number>", view_func=counter)
    display.add_url_rule("/pad/<int:number>", view_func=pad)
    display.add_url_rule("/static/display/<path:name>", view_func=static_file)
    speech = SpeechFiles(find_packs(voices))
    display.add_url_rule("/hall/voices", view_func=speech.voices)
    display.add_url_rule("/static/voices/<digest>/<name>", view_func=speech.clip)
    medium = partial(medium_file, media)
    display.add_url_rule("/static/media/<name>", "medium", medium)
    return display


class SpeechFiles:
    """The clips a hall speaks with, and the tables that say how."""

    def __init__(self, packs: dict[Lang, Pack]) -> None:
        self._by_digest = {pack.digest: pack for pack in packs.values()}
        self._said: dict[str, Any] = {
            "tables": call_tables(),
            "packs": {
                pack.lang: {"path": f"/static/voices/{pack.digest}/", "clips": _names(pack.lang)}
                for pack in packs.values()
            },
        }

    def voices(self) -> dict[str, Any]:
        """Give where each language's clips are, and the tables."""
        return self._said

    def clip(self, digest: str, name: str) -> Response:
        """Give one clip; the digest names the pack, so it may be kept for ever."""
        pack = self._by_digest.get(digest)
        if pack is None or name not in _names(pack.lang):
            abort(404)
        return send_from_directory(pack.folder, name, max_age=STATIC_AGE_S)


def _names(lang: Lang) -> list[str]:
    return [name + ENDING for name in clip_words(lang)]


def hall() -> str:
    """Give the page of a hall screen."""
    return page("hall", slot="hall")


def worker() -> Response:
    """Give the worker that serves the hall page while the server is away; for that page alone."""
    name = page_assets("display", "worker").js.rsplit("/", 1)[-1]
    response = send_from_directory(static_folder("display"), name)
    response.headers["Service-Worker-Allowed"] = "/hall"
    return response


def counter(number: int) -> str:
    """Give the page of the screen above a counter."""
    return page("counter", slot=f"counter-{known(number)}", number=number)


def pad(number: int) -> str:
    """Give the page of the rating pad at a counter."""
    return page("pad", slot=f"pad-{known(number)}", number=number)


def static_file(name: str) -> Response:
    """Give a script, a style or a font of these pages."""
    return send_from_directory(static_folder("display"), name, max_age=STATIC_AGE_S)


def medium_file(folder: Path | None, name: str) -> Response:
    """Give a picture or a video beside the calls, or a part of it."""
    if folder is None or name.startswith("."):
        abort(404)
    return send_from_directory(folder.absolute(), name, max_age=STATIC_AGE_S)


def known(number: int) -> int:
    """Give a counter number that a site could have; others are no page."""
    return number if 0 < number <= COUNTER_NUMBER_MAX else abort(404)


def page(name: str, *, slot: str, number: int | None = None) -> str:
    """Draw the shell of one page."""
    return render_template(
        "display/page.html",
        name=name,
        slot=slot,
        number=number,
        assets=page_assets("display", name),
        title=Texts.load("display", "vi")(f"{name}.title"),
    )
