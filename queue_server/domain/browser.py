"""What a browser calls itself, in two words of closed lists: enough to know one's own sessions."""

from collections.abc import Mapping

# Others claim to be Chrome and Safari too, so they are asked for first.
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "coc_coc": "Cốc Cốc",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iOS",
    "iPad": "iOS",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
READ_MAX = 400


def browser_of(user_agent: str) -> str:
    """Give such as `Chrome, Windows`; nothing of what stands between the known words."""
    said = user_agent[:READ_MAX]
    words = (_first(said, _BROWSERS), _first(said, _SYSTEMS))
    return ", ".join(filter(None, words))


def _first(said: str, words: Mapping[str, str]) -> str:
    return next((name for mark, name in words.items() if mark in said), "")
