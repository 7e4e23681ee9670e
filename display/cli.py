"""`motcua voices`: lists the clips a voice consists of, checks recordings, makes a pack."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from display.announcements import clip_words
from display.voice import ENDING, build_packs, check_pack
from protocol.espeak import Espeak, VoiceFault, installed_home
from protocol.texts import LANGUAGES


def main(argv: Sequence[str] | None = None) -> int:
    """Give the exit status: 0 well, 1 something is wrong with a pack, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="motcua voices", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verbs.add_parser("list", help="every clip by name, with what it says")
    check = verbs.add_parser("check", help="what is missing or wrong in a folder of recordings")
    build = verbs.add_parser("build", help="make a whole voice, to be replaced clip by clip")
    for verb in (check, build):
        verb.add_argument(
            "folder", type=Path, metavar="DIR", help="holds a folder vi, or en, or both"
        )
    said = parser.parse_args(sys.argv[1:] if argv is None else argv)
    if said.verb == "list":
        return list_clips()
    return check_packs(said.folder) if said.verb == "check" else build_here(said.folder)


def list_clips() -> int:
    """Print what somebody who records a voice reads from."""
    for lang in LANGUAGES:
        for name, words in clip_words(lang).items():
            print(f"{lang}/{name}{ENDING}\t{words}")
    return 0


def check_packs(folder: Path) -> int:
    """Print a line for each wrong clip of the languages there are."""
    langs = [lang for lang in LANGUAGES if (folder / lang).is_dir()]
    wrong = [f"{lang}/{clip.line}" for lang in langs for clip in check_pack(folder / lang, lang)]
    for line in wrong:
        print(line)
    if not langs:
        print(f"{folder} holds no folder {' or '.join(LANGUAGES)}")
    return 1 if wrong or not langs else 0


def build_here(folder: Path) -> int:
    """Make both packs with eSpeak NG."""
    home = installed_home()
    if home is None:
        print("motcua voices: needs motcua[speech]", file=sys.stderr)
        return 1
    try:
        voice = Espeak(home)
        build_packs(folder, voice.speak, rate_hz=voice.rate_hz)
    except (VoiceFault, OSError) as fault:
        print(f"motcua voices: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
