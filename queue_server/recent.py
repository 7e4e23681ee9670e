"""A bounded memory of who came last: who came longest ago is forgotten first."""

from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")
KEPT_MAX = 4_096


class Recent(Generic[T]):
    """What is known of at most `kept_max` askers; whoever uses it holds a lock."""

    def __init__(self, kept_max: int = KEPT_MAX) -> None:
        """Nobody came yet."""
        self._kept_max = kept_max
        self._known: OrderedDict[str, T] = OrderedDict()

    def __len__(self) -> int:
        """Give how many are known."""
        return len(self._known)

    def find(self, key: str) -> T | None:
        """Give what is known of somebody, who stays as old as they are."""
        return self._known.get(key)

    def keep(self, key: str, value: T) -> T:
        """Know this of somebody, who is the newest now."""
        self._known.pop(key, None)
        self._known[key] = value
        if len(self._known) > self._kept_max:
            self._known.popitem(last=False)
        return value

    def forget(self, key: str) -> None:
        """Know nothing of somebody any more."""
        self._known.pop(key, None)
