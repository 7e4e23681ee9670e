"""Each benchmark runs at its small size and ends with a line that has what it promises."""

import json
import subprocess
import sys

import pytest

PROMISED = {
    "issue": {
        "rps_1",
        "rps_8",
        "rps_32",
        "p50_ms_1",
        "p99_ratio_32",
        "cpu_ms",
        "share_of_probe",
        "duplicates",
    },
    "call": {
        "calls_per_s",
        "p50_ms",
        "p99_ms",
        "called_twice",
        "worst_officer_ms",
        "ratio_waiting",
        "ratio_history",
    },
    "screen": {"screens", "p50_ms", "p99_ms"},
    "slip": {"cpu_ms", "ratio_escpos", "rss_mb"},
    "start": {"ready_s", "rss_mb"},
    "faults": {"faults", "false_printed", "uncertain_s"},
    "restart": {"restarts", "missed", "spoken_twice", "recover_s_max", "stale_s_max"},
    "page": {"calls", "heap_growth_mb"},
    "paint": {"p50_ms", "p99_ms"},
    "speech": {"calls", "spoken", "out_of_order", "twice"},
    "heal": {"kiosks", "tickets", "heal_s", "lost", "renumbered", "collisions"},
    "kills": {
        "kills",
        "slips_without_record",
        "doubles",
        "unmarked_copies",
        "called_without_holder",
        "ready_s",
    },
    "tap": {"p99_online_ms", "p99_first_away_ms", "p99_away_ms"},
    "soak": {"jobs", "rss_growth_mb", "fd_growth"},
    "realtime": {"tickets", "commands"},
    "spooler": {"seeds", "missing", "doubled", "garbage"},
    "hostile": {"rss_growth_mb", "closed_s", "command_p99_ms"},
    "fuzz": {"operations", "roles", "cases", "server_errors", "schema_errors"},
    "strangers": {"tokens", "tries", "hits", "median_gap_ms"},
    "tamper": {"edits", "found", "false_alarms"},
}
NEVER = {
    "duplicates", "called_twice", "false_printed", "fd_growth", "commands", "missing", "doubled",
    "garbage", "false_alarms", "out_of_order", "twice", "lost", "renumbered", "collisions",
    "slips_without_record", "doubles", "unmarked_copies", "called_without_holder",
    "missed", "spoken_twice", "server_errors", "schema_errors", "hits",
}  # fmt: skip
TIMEOUT_S = 120


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PROMISED))
@pytest.mark.paper_case(10, 13, 26, 34)
def test_benchmark_prints_its_figures(name: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{name}", "--small"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    assert set(figures) == PROMISED[name]
    assert {figures[key] for key in NEVER & set(figures)} <= {0}
    assert all(figures[key] >= 0 for key in figures)
    assert figures.get("found") == figures.get("edits")
