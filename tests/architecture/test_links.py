"""Every link between documents leads somewhere."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, files_with, place

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
DOCUMENTS = files_with(".md")


@pytest.mark.parametrize("document", DOCUMENTS, ids=place)
def test_links_of_a_document_lead_somewhere(document: Path) -> None:
    assert [link for link in links_of(document) if not leads_somewhere(document, link)] == []


def links_of(document: Path) -> list[str]:
    """Targets inside the repository; code blocks are no links."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text("utf-8"), flags=re.DOTALL)
    targets = [first or second for first, second in LINK.findall(text)]
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


def leads_somewhere(document: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (document.parent / name).resolve() if name else document
    if not target.exists() or ROOT not in (target, *target.parents):
        return False
    return not anchor or target.suffix != ".md" or anchor in anchors_of(target)


def anchors_of(document: Path) -> set[str]:
    headings = re.findall(r"^#{1,6} (.+)$", document.read_text("utf-8"), flags=re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


def test_a_dead_link_would_be_seen(tmp_path: Path) -> None:
    assert not leads_somewhere(ROOT / "docs" / "glossary.md", "no_such_page.md")
    assert not leads_somewhere(ROOT / "docs" / "glossary.md", "glossary.md#no-such-heading")
    assert leads_somewhere(ROOT / "docs" / "glossary.md", "glossary.md#later")
