"""Percentiles, tables, the last line of JSON, CPU and memory of a process tree."""

import argparse
import json
import os
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def arguments(description: str | None) -> argparse.Namespace:
    """Read `--small`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--small", action="store_true", help="the size the suite runs")
    return parser.parse_args()


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value at a share (0 to 1) of the sorted values, by nearest rank."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, round(share * len(ranked)) - 1))]


def median(values: Sequence[float]) -> float:
    """Give the median."""
    return statistics.median(values)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table with columns as wide as they need."""
    texts = [[_text(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[i]) for row in texts) for i in range(len(head))]
    for row in texts:
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


def _text(cell: object) -> str:
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


def last_line(**figures: float | None) -> None:
    """Print the figures as one line of JSON, rounded to what can be told apart."""
    rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in figures.items()}
    print(json.dumps(rounded))
    sys.stdout.flush()


def tree(pid: int) -> list[psutil.Process]:
    """Give a process and all below it."""
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


def cpu_s(pid: int) -> float:
    """Give the processor seconds a process tree has used."""
    return sum(sum(process.cpu_times()[:2]) for process in tree(pid))


def pss_mb(pid: int) -> float:
    """Give the proportional memory of a process tree, in MiB."""
    total = 0
    for process in tree(pid):
        for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024
