"""Packs of clips: whole as built, and every fault of a recording is named."""

import json
import shutil
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from display.announcements import CALL, COUNTER, LABEL, call_tables, clip_words
from display.blueprint import create_display
from display.cli import main
from display.voice import BUILT_IN, LENGTH_MAX_S, MANIFEST, TABLES, check_pack, find_packs
from protocol.numbering import LETTERS
from protocol.sound import FULL, LEVEL_DB, PEAK_DB, Sound, read_wav, trim, write_wav
from protocol.spoken import label_clips, number_clips
from protocol.texts import LANGUAGES, Lang


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    """A hall's own folder, as good as the built-in one."""
    folder = tmp_path / "recordings"
    shutil.copytree(BUILT_IN / "vi", folder / "vi")
    return folder


def silence(length_s: float, *, height: int = 0) -> bytes:
    return write_wav(Sound(array("h", [height, -height] * round(11_025 * length_s)), 22_050))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_built_in_voice_is_whole(lang: Lang) -> None:
    assert check_pack(BUILT_IN / lang, lang) == []
    manifest = json.loads((BUILT_IN / lang / MANIFEST).read_text("utf-8"))
    assert {name: clip["words"] for name, clip in manifest["clips"].items()} == clip_words(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_clip_is_as_loud_as_the_others_and_begins_at_once(lang: Lang) -> None:
    for name in clip_words(lang):
        sound = read_wav((BUILT_IN / lang / f"{name}.wav").read_bytes())
        assert sound.level_db == pytest.approx(LEVEL_DB, abs=1.5), name
        assert sound.peak <= FULL * 10 ** (PEAK_DB / 20) + 1, name
        assert sound.length_s - trim(sound).length_s < 0.15, name
        assert 0.15 < sound.length_s < 2, name


def test_different_words_are_different_sounds() -> None:
    for lang in LANGUAGES:
        sounds = {name: (BUILT_IN / lang / f"{name}.wav").read_bytes() for name in clip_words(lang)}
        assert len(set(sounds.values())) == len(sounds)


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda path: path.unlink(), "digit_5.wav: missing (năm)"),
        (lambda path: path.write_bytes(b""), "digit_5.wav: empty (năm)"),
        (lambda path: path.write_bytes(b"ID3"), "digit_5.wav: not a WAV file (năm)"),
        (lambda path: path.write_bytes(silence(0.5)), "digit_5.wav: empty (năm)"),
        (
            lambda path: path.write_bytes(silence(LENGTH_MAX_S + 0.5, height=9_000)),
            "digit_5.wav: too long: 3.5 s (năm)",
        ),
        (
            lambda path: path.write_bytes(silence(0.5, height=400)),
            "digit_5.wav: too quiet: -38 dB (năm)",
        ),
    ],
    ids=["missing", "no content", "another format", "silence", "too long", "too quiet"],
)
def test_a_wrong_recording_is_named(
    recordings: Path,
    spoil: Callable[[Path], object],
    line: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spoil(recordings / "vi" / "digit_5.wav")
    assert main(["check", str(recordings)]) == 1
    assert capsys.readouterr().out == f"vi/{line}\n"


def test_a_file_nobody_asks_for_is_named(
    recordings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (recordings / "vi" / "digit_5.wav").rename(recordings / "vi" / "nam.wav")
    assert main(["check", str(recordings)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "vi/digit_5.wav: missing (năm)",
        "vi/nam.wav: no clip has this name",
    ]


def test_a_folder_without_languages_is_no_voice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tmp_path)]) == 1
    assert "holds no folder vi or en" in capsys.readouterr().out


def test_the_list_is_what_a_speaker_reads_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == sum(len(clip_words(lang)) for lang in LANGUAGES)
    assert "vi/letter_m.wav\tem mờ" in lines


def test_whole_recordings_are_used_and_broken_ones_are_not(recordings: Path) -> None:
    built_in = find_packs(None)
    (recordings / "vi" / "chime.wav").write_bytes(silence(0.5, height=9_000))
    own = find_packs(recordings)
    assert (own["vi"].folder, own["en"]) == (recordings / "vi", built_in["en"])
    assert own["vi"].digest != built_in["vi"].digest
    (recordings / "vi" / "hundred.wav").unlink()
    assert find_packs(recordings) == built_in


def test_a_screen_is_given_every_clip_and_nothing_else() -> None:
    app = Flask("screens", static_folder=None)
    app.register_blueprint(create_display())
    client = app.test_client()
    said = client.get("/hall/voices").get_json()
    assert said["tables"] == json.loads((BUILT_IN / TABLES).read_text("utf-8")) == call_tables()
    for pack in said["packs"].values():
        for name in pack["clips"]:
            with client.get(pack["path"] + name) as answer:
                assert (answer.status_code, answer.mimetype) == (200, "audio/x-wav")
        assert client.get(pack["path"] + MANIFEST).status_code == 404
        assert client.get(pack["path"] + "../en/chime.wav").status_code == 404
    assert client.get("/static/voices/0000000000000000/chime.wav").status_code == 404


# --- the tables hold the rule, whole --------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tables_say_what_the_rule_says(lang: Lang) -> None:
    tables = call_tables()
    rows = tables["langs"][lang]
    assert tables["call"] == ["invite", LABEL, "to_counter", COUNTER] == list(CALL)
    for number in range(1, 1000):
        assert tuple(rows["counters"][str(number)]) == number_clips(number, lang=lang)
    for letter in LETTERS:
        label = f"{letter}12-034567"
        assert tuple(rows["signs"][sign] for sign in label) == label_clips(label)
    assert rows["signs"]["TN-"] == label_clips("TN-B001")[0]
    replaced = [rows["links"]["le"].get(clip, clip) for clip in rows["counters"]["105"]]
    assert tuple(replaced) == number_clips(105, lang=lang, link="le")
    used = {clip for clips in rows["counters"].values() for clip in clips}
    used |= set(rows["signs"].values()) | {"chime", "invite", "to_counter"}
    assert used | set(rows["links"]["le"].values()) == set(rows["words"])
