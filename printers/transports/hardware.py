"""Libraries that only some printers need, loaded when such a printer is set up."""

from importlib import import_module
from types import ModuleType

SENTENCE = (
    "this printer line needs {package}, which is not installed: "
    "install motcua with its extra, pip install 'motcua[hardware]'"
)


class Missing(Exception):
    """A library that this printer line needs is not installed; the text says which and how."""


def library(module: str, *, package: str) -> ModuleType:
    """Give a library's module; Missing, with a sentence for people, when it is not there."""
    try:
        return import_module(module)
    except ImportError as error:
        raise Missing(SENTENCE.format(package=package)) from error
