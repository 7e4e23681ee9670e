"""Sentences by key and language, from the catalogues that each package carries.

Keys are dotted (`kiosk.ask_field`), sentences may hold `{name}` placeholders. Shared ones
(`shared.stale`) live in `protocol/locales` and are found from every package.
"""

import gettext
from importlib.resources import files
from typing import Literal, get_args

Lang = Literal["vi", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
SHARED = "protocol"


class Texts:
    """Gives sentences in one language: `texts("kiosk.ahead", count=4)`."""

    def __init__(self, lang: Lang, catalogue: gettext.NullTranslations) -> None:
        self.lang = lang
        self._catalogue = catalogue

    @classmethod
    def load(cls, package: str, lang: Lang) -> "Texts":
        """Read a package's catalogue and, behind it, the shared one.

        FileNotFoundError when a catalogue was not built (`./dev build` builds them).
        """
        if package == SHARED:
            return cls(lang, _read(SHARED, lang))
        catalogue = _read(package, lang)
        catalogue.add_fallback(_read(SHARED, lang))
        return cls(lang, catalogue)

    def __call__(self, key: str, /, **values: object) -> str:
        """Give the sentence; KeyError for an unknown key or a placeholder without a value."""
        return self._catalogue.gettext(key).format_map(values)


class _Nothing(gettext.NullTranslations):
    """The end of the chain: gettext would answer the key, a citizen should never read one."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)


def _read(package: str, lang: Lang) -> gettext.GNUTranslations:
    with files(package).joinpath("locales", f"{lang}.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    if package == SHARED:
        catalogue.add_fallback(_Nothing())
    return catalogue
