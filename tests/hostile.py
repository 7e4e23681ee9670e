"""Names nobody should have: each is something else to some reader than text."""

import unicodedata

HOSTILE = {
    "markup": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
    "template": "{{7*7}}${7*7}<%= 7*7 %>#{7*7}",
    "format": "%s%n{0.__class__}{service}",
    "formula": "=cmd|' /C calc'!A0",
    "full-width formula": "＝1+1",
    "plus": "+84901234567",
    "at": "@SUM(A1:A9)",
    "tab": "\t=1+1",
    "escape": "\x1b@\x1bp\x00\x19\xfa\x1dV\x00",
    "real time": "\x10\x14\x01\x00\x05\x10\x04\x01",
    "terminal": "\x1b[2J\x1b]0;title\x07",
    "lines": "first\r\nsecond\u2028third\x85",
    "right to left": "\u202e321\u2066\u200f",
    "nothing": "a\ufeff\u200b\u200d\u00adb",
    "decomposed": unicodedata.normalize("NFD", "Đăng ký khai sinh ở Nghĩa Đô"),
    "stacked": "Z" + "\u0301\u0323" * 60,
    "emoji": "🏛️👨‍👩‍👧",
    "surrogate": "a\ud800b",
    "private": "\ue000\U0010fffd",
    "sql": "'; DROP TABLE ticket; --",
    "path": "../../etc/passwd\x00.csv",
    "speech": "<speak><break time='9s'/></speak> [[_:]] \\vce=1\\",
    "json": '","role":"administrator","x":"',
}
ENDLESS = "Đ" * 10_000
