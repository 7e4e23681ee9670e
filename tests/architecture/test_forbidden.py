"""Constructs that have no place here, each with the hole it would open."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import (
    PRODUCT,
    ROOT,
    calls,
    files_with,
    imports,
    place,
    product_modules,
    tree_of,
)

# Run code that came as text or bytes.
CALLS = {
    "eval",
    "exec",
    "compile",
    "yaml.load",
    "os.system",
    "os.popen",
    "Markup",
    "markupsafe.Markup",
}
MODULES = {"pickle", "marshal", "shelve", "cloudpickle", "dill"}
OWN = (*PRODUCT, "demo")


def python_files() -> list[Path]:
    return files_with(".py", inside=OWN)


def test_no_text_or_bytes_are_run_as_code() -> None:
    found = [
        f"{place(path, call)} {name}"
        for path in python_files()
        for name, call in calls(tree_of(path))
        if name in CALLS
    ]
    assert found == []


def test_nothing_is_unpickled() -> None:
    found = [
        place(path, node)
        for path in python_files()
        for name, node in imports(tree_of(path))
        if name.split(".")[0] in MODULES
    ]
    assert found == []


def test_no_program_is_started_through_a_shell() -> None:
    found = [
        place(path, call)
        for path in files_with(".py")
        for _, call in calls(tree_of(path))
        for keyword in call.keywords
        if keyword.arg == "shell" and not is_literal(keyword.value, False)
    ]
    assert found == []


def test_no_emit_goes_to_every_room() -> None:
    found = [place(path, call) for path in product_modules() for call in roomless(tree_of(path))]
    assert found == []


def roomless(tree: ast.AST) -> list[ast.Call]:
    """Calls of `….emit(…)` that name neither a room nor a receiver."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "emit"
        and not {"to", "room"} & {keyword.arg for keyword in node.keywords}
    ]


def is_literal(node: ast.AST, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


TEMPLATE_HOLES = {
    "escaping is never switched off": r"\|\s*safe\b|autoescape\s+false",
    "no script inside a page": r"<script(?![^>]*\bsrc=)",
    "no style inside a page": r"<style\b|\sstyle\s*=",
    "no handler inside a page": r"\son[a-z]+\s*=\s*[\"']",
    "nothing from another host": r"(?:src|href)\s*=\s*[\"'](?:https?:)?//",
}


@pytest.mark.parametrize("hole", TEMPLATE_HOLES)
def test_pages_keep_the_strict_policy(hole: str) -> None:
    pattern = re.compile(TEMPLATE_HOLES[hole], re.IGNORECASE)
    pages = files_with(".html", ".jinja", ".j2", inside=OWN)
    assert [place(path) for path in pages if pattern.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("hole", "page"),
    [
        ("escaping is never switched off", "{{ name|safe }}"),
        ("no script inside a page", "<script>go()</script>"),
        ("no style inside a page", '<p style="color:red">'),
        ("no handler inside a page", "<a onclick='go()'>"),
        ("nothing from another host", '<script src="//cdn.example/x.js">'),
    ],
)
def test_each_hole_would_be_seen(hole: str, page: str) -> None:
    assert re.search(TEMPLATE_HOLES[hole], page, re.IGNORECASE)


SCRIPT_HOLES = (
    r"\bdangerouslySetInnerHTML\b|\.(?:inner|outer)HTML\s*=|\binsertAdjacentHTML\b"
    r"|\bdocument\.write\b|\beval\(|\bnew Function\("
)


def test_page_code_makes_no_markup_from_text() -> None:
    scripts = files_with(".ts", ".tsx", inside=OWN)
    found = [place(path) for path in scripts if re.search(SCRIPT_HOLES, path.read_text("utf-8"))]
    assert found == []


# Names that come from outside would reach what all objects share; in these they are the page's own.
COMPUTED = re.compile(r"^(?!.*\b(?:const|let) \[).*\w\[[^\]\"']+\]\s*(?:\?\?|\+|-)?=[^=>]", re.M)
CHECKED = ["kiosk/ui/wedge.ts", "protocol/ui/format.ts", "queue_server/ui/admin/offer/entries.ts"]


def test_page_code_writes_nothing_under_a_name_from_outside() -> None:
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in files_with(".ts", ".tsx", inside=OWN)
    }
    assert sorted(name for name, text in texts.items() if COMPUTED.search(text)) == CHECKED
    assert [
        name for name, text in texts.items() if re.search(r"__proto__|\.prototype\b", text)
    ] == []


def test_no_origin_is_welcome_from_everywhere() -> None:
    pattern = re.compile(
        r"cors_allowed_origins\s*=\s*[\"'\[]+\*|Allow-Origin[\"']?\s*[\]:,=]+\s*[\"']\*"
    )
    assert [place(path) for path in python_files() if pattern.search(path.read_text("utf-8"))] == []


# Whose statements share parts: constants of that file, and no value (ruff's S608 says where).
REVIEWED = ROOT / "printers" / "job_store.py"
STATEMENTS = {"execute", "executemany", "executescript", "exec_driver_sql", "text"}


def put_together(said: ast.expr) -> bool:
    """Whether a statement holds something else than its own letters; a PRAGMA takes no values."""
    match said:
        case ast.JoinedStr(values=[ast.Constant(value=str(first)), *_]):
            return not first.startswith("PRAGMA ")
        case ast.JoinedStr():
            return True
        case ast.BinOp(left=left, right=right):
            return any(isinstance(e, ast.Constant | ast.JoinedStr) for e in (left, right))
        case ast.Call(func=ast.Attribute(attr="format")):
            return True
    return False


def sql_from_text(tree: ast.AST) -> list[ast.Call]:
    return [
        call
        for name, call in calls(tree)
        if name.rpartition(".")[2] in STATEMENTS and call.args and put_together(call.args[0])
    ]


def test_no_sql_is_put_together_from_text() -> None:
    modules = [path for path in product_modules() if path != REVIEWED]
    assert [place(path, c) for path in modules for c in sql_from_text(tree_of(path))] == []


@pytest.mark.parametrize(
    "code",
    ['db.execute(f"SELECT {x}")', 'text("a" + x)', 'db.execute("%s" % x)', "text(x.format())"],
)
def test_sql_from_text_would_be_seen(code: str) -> None:
    assert len(sql_from_text(ast.parse(code))) == 1


WEAK = {"md5", "sha1", "new"}


def test_no_weak_hash_is_used() -> None:
    found = [
        place(path, call)
        for path in python_files()
        for name, call in calls(tree_of(path))
        if name.startswith("hashlib.") and name.rpartition(".")[2] in WEAK
    ]
    assert found == []


# What turns off that the other side of a line is who it says.
UNCHECKED = re.compile(
    r"CERT_NONE|check_hostname\s*=\s*False|_create_unverified|assert_hostname\s*=\s*False"
    r"|verify\s*=\s*False|disable_warnings|InsecureRequestWarning"
)


def test_no_certificate_goes_unchecked() -> None:
    texts = {path: path.read_text("utf-8") for path in python_files()}
    assert [place(path) for path, text in texts.items() if UNCHECKED.search(text)] == []
    assert UNCHECKED.search('urllib3.PoolManager(cert_reqs="CERT_NONE")')


def test_debugging_is_never_switched_on() -> None:
    found = [
        place(path, call)
        for path in python_files()
        for _, call in calls(tree_of(path))
        for keyword in call.keywords
        if keyword.arg in {"debug", "use_debugger"} and not is_literal(keyword.value, False)
    ]
    found += [place(path) for path in python_files() if re.search(r"\.debug\s*=", path.read_text())]
    assert found == []


def test_tests_use_real_parts() -> None:
    """Doubles are parts with a name; nothing of our own is patched."""
    found = [
        place(path, node)
        for path in files_with(".py", inside=("tests",))
        for name, node in imports(tree_of(path))
        if name in ("unittest.mock", "mock", "pytest_mock")
    ]
    patched = [
        place(path, call)
        for path in files_with(".py", inside=("tests",))
        for name, call in calls(tree_of(path))
        if name.endswith("monkeypatch.setattr")
    ]
    assert found + patched == []


def test_unit_tests_of_pages_use_real_parts() -> None:
    scripts = files_with(".ts", ".tsx", inside=("tests",))
    pattern = re.compile(r"\bvi\.(?:mock|spyOn|doMock)\(")
    assert [place(path) for path in scripts if pattern.search(path.read_text("utf-8"))] == []


def test_the_repository_was_found() -> None:
    assert (ROOT / "pyproject.toml") in files_with(".toml")
    assert len(product_modules()) > 20
