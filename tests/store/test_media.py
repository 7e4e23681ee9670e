"""Pictures are drawn anew, videos looked at; what is neither, or too large, is not taken."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from queue_server.actions.media import add_medium, remove_medium
from queue_server.cli import main
from queue_server.domain.medium import MEDIA_MAX, VIDEO_BYTES_MAX, MediumWrong
from queue_server.domain.screen_refusals import MediaFull, MediumUnknown
from queue_server.queries.snapshot import BOARD, read_view
from queue_server.store.media import GROUND, keep_medium
from tests.stage import KHANH, Stage

MP4 = b"\x00\x00\x00\x20ftypisom" + bytes(64)
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(64)
MATROSKA = WEBM.replace(b"webm", b"matr")
ORIENTATION, ARTIST = 0x0112, 0x013B


def file(folder: Path, content: bytes) -> Path:
    path = folder / "came"
    path.write_bytes(content)
    return path


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **said: object) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size).save(drawn, kind, **said)
    return drawn.getvalue()


def kept(folder: Path, name: str) -> Image.Image:
    return Image.open(folder / "media" / name)


def test_a_picture_is_kept_upright_without_what_its_camera_said(tmp_path: Path) -> None:
    told = Image.Exif()
    told[ORIENTATION], told[ARTIST] = 6, "Nguyen Van A"
    came = picture("JPEG", exif=told)
    assert b"Nguyen" in came
    name = keep_medium(tmp_path / "media", file(tmp_path, came))
    with kept(tmp_path, name) as drawn:
        assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("JPEG", (40, 60), {})
    assert [each.name for each in (tmp_path / "media").iterdir()] == [name]


def test_a_large_picture_is_kept_smaller_and_what_is_clear_is_night(tmp_path: Path) -> None:
    name = keep_medium(tmp_path / "media", file(tmp_path, picture(size=(4_000, 1_000))))
    with kept(tmp_path, name) as drawn:
        assert drawn.size == (1_920, 480)
        seen = drawn.getpixel((900, 200))
    assert isinstance(seen, tuple)
    assert max(abs(one - other) for one, other in zip(seen, GROUND, strict=True)) <= 3


@pytest.mark.parametrize(("content", "ending"), [(MP4, ".mp4"), (WEBM, ".webm")])
def test_a_video_is_kept_as_it_came_and_named_by_its_content(
    tmp_path: Path, content: bytes, ending: str
) -> None:
    folder = tmp_path / "media"
    name = keep_medium(folder, file(tmp_path, content))
    assert name.endswith(ending)
    assert (folder / name).read_bytes() == content
    assert keep_medium(folder, file(tmp_path, content)) == name


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"xin chao",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        MATROSKA,
        picture("GIF"),
        picture()[:60],
        picture(size=(8_000, 8_000)),
    ],
    ids=["nothing", "text", "svg", "matroska", "gif", "cut off", "64 million dots"],
)
def test_what_is_no_medium_is_not_taken(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(MediumWrong):
        keep_medium(tmp_path / "media", file(tmp_path, content))
    assert not (tmp_path / "media").exists()


def test_a_video_that_is_too_large_is_not_taken(tmp_path: Path) -> None:
    large = file(tmp_path, MP4)
    with large.open("r+b") as sparse:
        sparse.truncate(VIDEO_BYTES_MAX + 1)
    with pytest.raises(MediumWrong, match="larger"):
        keep_medium(tmp_path / "media", large)


def name_of(number: int) -> str:
    return f"{number:016x}.jpg"


def shown(stage: Stage) -> list[str]:
    names: list[str] = read_view(stage.store, stage.site, BOARD, now=stage.clock())["body"]["media"]
    return names


def test_media_are_shown_in_their_order_and_no_more_than_a_hall_has_room_for(stage: Stage) -> None:
    with stage.act(KHANH) as tx:
        for number in range(MEDIA_MAX, 0, -1):
            assert add_medium(tx, name_of(number))
        assert not add_medium(tx, name_of(1))
        with pytest.raises(MediaFull):
            add_medium(tx, name_of(99))
        assert remove_medium(tx, name_of(MEDIA_MAX))
        with pytest.raises(MediumUnknown):
            remove_medium(tx, name_of(MEDIA_MAX))
    assert shown(stage) == [name_of(number) for number in range(MEDIA_MAX - 1, 0, -1)]


def test_the_command_keeps_lists_and_removes(
    sqlite_stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ["--database-url", f"sqlite:///{tmp_path / 'motcua.db'}", "media"]
    came = file(tmp_path, picture())
    assert main([*said, "add", str(came), "--site", sqlite_stage.site]) == 0
    [name] = shown(sqlite_stage)
    assert (tmp_path / "media" / name).exists()
    assert main([*said, "list", "--site", sqlite_stage.site]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == name
    assert main([*said, "remove", name, "--site", sqlite_stage.site]) == 0
    assert (shown(sqlite_stage), (tmp_path / "media" / name).exists()) == ([], False)
    came.write_bytes(b"xin chao")
    assert main([*said, "add", str(came), "--site", sqlite_stage.site]) == 1
    assert "no JPEG, PNG or WebP picture" in capsys.readouterr().err
