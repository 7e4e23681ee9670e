"""Documents say what is: commands, paths and quotations exist; nothing foreign stands there."""

import io
import re
import textwrap
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from queue_server.cli import DOORS, main
from tests.architecture.sources import ROOT, files_with, place

DOCUMENTS = files_with(".md")
DECISION_LINES_MAX = 25
PICTURE_BYTES_MAX = 200_000
# Paths in documents are written from one of these.
BASES = (ROOT, ROOT / "queue_server", ROOT / "docs")
ENDINGS = "py|ts|tsx|md|css|toml|po|csv|html|mjs|json"

FOREIGN = {
    "an issue's number": r"(?<![\w&/#])#\d+",
    "a promise instead of a fact": r"\b(?:TODO|FIXME|TBD|XXX)\b",
    "how it was made": r"\b(?:AI|LLM|GPT|Claude|Copilot|chatbot|prompts?|sub-?agents?|helpers?)\b",
    "a path of one machine": r"(?<![\w.])/(?:home|root|work|Users)/",
    "a host of one network": r"\b(?:localhost:4\d{3}|[\w-]+\.internal)\b",
}


def test_documents_were_found() -> None:
    names = {path.name for path in DOCUMENTS}
    assert {"README.md", "STYLE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"} <= names


@pytest.mark.parametrize("kind", FOREIGN)
def test_nothing_foreign_stands_in_a_document(kind: str) -> None:
    found = [
        f"{place(path)}: {match[0]}"
        for path in DOCUMENTS
        for match in re.finditer(FOREIGN[kind], path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("an issue's number", "see #12"),
        ("a promise instead of a fact", "TODO: say more"),
        ("how it was made", "made by a helper"),
        ("a path of one machine", "in " + "/".join(("", "home", "an"))),
        ("a host of one network", "http://pypi.internal/"),
    ],
)
def test_foreign_words_would_be_seen(kind: str, text: str) -> None:
    assert re.search(FOREIGN[kind], text)


@pytest.mark.parametrize("document", DOCUMENTS, ids=place)
def test_paths_in_a_document_exist(document: Path) -> None:
    text = document.read_text("utf-8")
    named = re.findall(rf"`([\w.-]+/[\w./-]*\.(?:{ENDINGS}))`", text)
    assert [path for path in named if not any((base / path).exists() for base in BASES)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=place)
def test_commands_in_a_document_exist(document: Path) -> None:
    text = document.read_text("utf-8")
    known = set(re.findall(r'^        "(\w+)": \w+,$', (ROOT / "dev").read_text("utf-8"), re.M))
    assert {"run", "test"} <= known
    assert set(re.findall(r"\./dev (\w+)", text)) - known == set()
    commands = re.findall(r"(?:`|^)motcua (?:--[\w-]+ \S+ )*([a-z][\w-]*)", text, re.M)
    assert set(commands) - (server_commands() | set(DOORS)) == set()


def server_commands() -> set[str]:
    """What `motcua --help` offers."""
    said = io.StringIO()
    with redirect_stdout(said), pytest.raises(SystemExit):
        main(["--help"])
    found = re.search(r"\{([\w,-]+)\}", said.getvalue())
    assert found is not None
    return set(found[1].split(","))


def test_the_two_commands_stand_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", readme, re.DOTALL))
    assert re.findall(r"^\./dev \w+", blocks, re.M) == ["./dev run", "./dev test"]


def test_decisions_are_numbered_short_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    files = sorted(folder.glob("0*.md"))
    assert [int(path.name[:4]) for path in files] == list(range(1, len(files) + 1))
    listed = re.findall(r"\[([^\]]+)\]\((\d{4}-[^)]+)\)", (folder / "README.md").read_text("utf-8"))
    assert [(f"# {name[:4]} {title}", name) for title, name in listed] == [
        (path.read_text("utf-8").splitlines()[0], path.name) for path in files
    ]
    assert [path.name for path in files if lines_of(path) > DECISION_LINES_MAX] == []


def lines_of(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("0*.md")), ids=place)
def test_a_decision_says_why_what_and_what_follows(path: Path) -> None:
    parts = re.findall(r"^\*\*(\w+)\.\*\*", path.read_text("utf-8"), re.M)
    assert parts == ["Context", "Decision", "Consequence"]


QUOTED = re.compile(r"^`(?P<path>[\w./-]+)`:?\n\n```\w+\n(?P<code>.*?)```", re.M | re.DOTALL)


def quotations() -> list[tuple[str, str]]:
    return [(m["path"], m["code"]) for m in QUOTED.finditer((ROOT / "STYLE.md").read_text("utf-8"))]


def test_style_guide_quotes_our_own_code() -> None:
    assert len(quotations()) >= 8
    changed = [path for path, code in quotations() if not stands_in(path, code)]
    assert changed == [], "STYLE.md quotes what is not there any more"


def stands_in(path: str, code: str) -> bool:
    """Whether each run of lines between `…` stands in the file, however far indented."""
    source = [line.strip() for line in (ROOT / path).read_text("utf-8").splitlines()]
    text = "\n".join(source)
    runs = re.split(r"^\s*…\n", textwrap.dedent(code), flags=re.M)
    stripped = ["\n".join(line.strip() for line in run.strip().splitlines()) for run in runs]
    return all(run in text for run in stripped)


def test_pictures_are_small_and_shown() -> None:
    folder = ROOT / "docs" / "pictures"
    shown = "".join(path.read_text("utf-8") for path in DOCUMENTS)
    pictures = sorted(folder.glob("*.png"))
    assert pictures
    assert [p.name for p in pictures if p.stat().st_size > PICTURE_BYTES_MAX] == []
    assert [p.name for p in pictures if f"pictures/{p.name}" not in shown] == []
