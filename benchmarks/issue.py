"""How fast a ticket is issued: validated, permitted, idempotent, numbered, journalled, durable.

The reference is a bare program that commits one row, on the same worker, run in turn with it.
"""

import itertools
import json
import time
from collections import defaultdict
from dataclasses import dataclass, field

from benchmarks.figures import arguments, cpu_s, last_line, median, percentile, table
from benchmarks.load import Answer, drive, request
from benchmarks.server import headers_of, json_body, measured_probe, measured_server

CLIENTS = (1, 8, 32)
ROUNDS, ROUND_S = 5, 3.0
SMALL_ROUNDS, SMALL_ROUND_S = 1, 0.3
SERVICES = ("CT01", "CT02", "HT01", "HT03", "DD01", "BT01", "HK01", "TK01")
CREATED = 201


@dataclass
class Runs:
    """What was measured of one server, by number of clients."""

    rates: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    times_ms: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu_ms: list[float] = field(default_factory=list)


class Target:
    """A server under load; `labels` are all that were given."""

    def __init__(self, port: int, pid: int, path: str, headers: dict[str, str]) -> None:
        self.port, self.pid, self.path, self.headers = port, pid, path, headers
        self.runs = Runs()
        self.labels: list[str] = []
        self._number = itertools.count()

    def measure(self, clients: int, seconds: float) -> None:
        """One round."""
        ends = time.perf_counter() + seconds
        times: list[float] = []

        def next_request(_client: int) -> bytes | None:
            return self._request() if time.perf_counter() < ends else None

        def heard(answer: Answer) -> None:
            if answer.status != CREATED:
                raise RuntimeError(answer.body[:200].decode())
            times.append(answer.took_s * 1000)
            self._keep(answer.body)

        cpu = cpu_s(self.pid)
        took = drive(self.port, clients=clients, next_request=next_request, heard=heard)
        self.runs.cpu_ms.append((cpu_s(self.pid) - cpu) / len(times) * 1000)
        self.runs.rates[clients].append(len(times) / took)
        self.runs.times_ms[clients] += times

    def _request(self) -> bytes:
        number = next(self._number)
        body = json_body(service=SERVICES[number % len(SERVICES)])
        headers = {**self.headers, "Idempotency-Key": f"bench-{number:012d}"}
        return request("POST", self.path, headers=headers, body=body)

    def _keep(self, body: bytes) -> None:
        ticket = json.loads(body).get("ticket")
        if ticket is not None:
            self.labels.append(ticket["label"])


def main() -> None:
    """Measure and print."""
    small = arguments(__doc__).small
    rounds, seconds = (SMALL_ROUNDS, SMALL_ROUND_S) if small else (ROUNDS, ROUND_S)
    with measured_server() as server, measured_probe() as (port, pid):
        ours = Target(
            server.place.port, server.pid, "/api/v1/tickets", headers_of(server.enter("quay3"))
        )
        probe = Target(port, pid, "/rows", {"Content-Type": "application/json"})
        for target in (ours, probe):  # warm
            target.measure(1, seconds / 3)
            target.runs = Runs()
        for _ in range(rounds):
            for clients in CLIENTS:
                for target in (probe, ours):
                    target.measure(clients, seconds)
    report(ours, probe)


def report(ours: Target, probe: Target) -> None:
    """Print the table and the last line."""
    rows = [
        (
            name,
            clients,
            median(target.runs.rates[clients]),
            percentile(target.runs.times_ms[clients], 0.50),
            percentile(target.runs.times_ms[clients], 0.99),
        )
        for clients in CLIENTS
        for name, target in (("issue", ours), ("probe", probe))
    ]
    table(("what", "clients", "per s", "p50 ms", "p99 ms"), rows)
    rate = {c: median(ours.runs.rates[c]) for c in CLIENTS}
    share = median([rate[c] / median(probe.runs.rates[c]) for c in CLIENTS])
    tail = percentile(ours.runs.times_ms[32], 0.99) / percentile(probe.runs.times_ms[32], 0.99)
    print(f"CPU ms an issue: {median(ours.runs.cpu_ms):.2f}, probe {median(probe.runs.cpu_ms):.2f}")
    last_line(
        rps_1=rate[1],
        rps_8=rate[8],
        rps_32=rate[32],
        p50_ms_1=percentile(ours.runs.times_ms[1], 0.50),
        p99_ratio_32=tail,
        cpu_ms=median(ours.runs.cpu_ms),
        share_of_probe=share,
        duplicates=len(ours.labels) - len(set(ours.labels)),
    )


if __name__ == "__main__":
    main()
