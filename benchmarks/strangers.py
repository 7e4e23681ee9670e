"""Somebody who tries tokens of slips: how many open something, and whether misses differ.

Real slips exist, given and followed before. Tried are random tokens, real ones with one letter
changed, one of a slip that has expired, and what is no token at all, in turn on one connection;
the gap is between the medians of these kinds. The server's limits are off: they would hide it.
"""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from benchmarks.figures import arguments, last_line, median, table
from benchmarks.load import Answer, drive, request
from benchmarks.server import Measured, measured_server
from protocol.ids import TOKEN_ALPHABET, new_token
from queue_server.app import open_beside
from queue_server.store.tables.queue import slip_token

TOKENS, RANDOM, NEAR = 200, 10_000, 1_000
SMALL_TOKENS, SMALL_RANDOM, SMALL_NEAR = 10, 200, 40
SEED = 20261127
OLD_DAYS = 31
OK, NOT_FOUND = 200, 404
Try = tuple[str, str]


def main() -> None:
    """Measure and print."""
    small = arguments(__doc__).small
    rng = random.Random(SEED)
    tokens, randoms, nears = (
        (SMALL_TOKENS, SMALL_RANDOM, SMALL_NEAR) if small else (TOKENS, RANDOM, NEAR)
    )
    with measured_server() as server:
        *real, expired = give_slips(server, tokens + 1)
        expire(server, expired)
        opened = knock(server, [("real", token) for token in real])
        assert opened.statuses["real"] == {OK}, "the real slips open"
        tries = [("random", new_token(rng.randbytes)) for _ in range(randoms)]
        tries += [("near", near_miss(rng, rng.choice(real))) for _ in range(nears)]
        tries += [("expired", expired)] * nears
        tries += [("no token", rng.choice(real)[:-1]) for _ in range(nears)]
        rng.shuffle(tries)
        missed = knock(server, tries)
    rows = [(kind, len(times), median(times)) for kind, times in sorted(missed.times_ms.items())]
    table(("kind", "tries", "median ms"), rows)
    medians = [median(times) for times in missed.times_ms.values()]
    assert len(missed.answers) == 1, "every miss is answered alike"
    last_line(
        tokens=tokens,
        tries=len(tries),
        hits=missed.hits,
        median_gap_ms=max(medians) - min(medians),
    )


class Knocked:
    """What was answered, by kind of try."""

    def __init__(self) -> None:
        self.times_ms: dict[str, list[float]] = defaultdict(list)
        self.statuses: dict[str, set[int]] = defaultdict(set)
        self.answers: set[bytes] = set()
        self.hits = 0

    def keep(self, kind: str, answer: Answer) -> None:
        self.times_ms[kind].append(answer.took_s * 1000)
        self.statuses[kind].add(answer.status)
        self.answers.add(answer.body)
        self.hits += answer.status != NOT_FOUND


def knock(server: Measured, tries: list[Try]) -> Knocked:
    """Try them one after the other."""
    knocked, left, asked = Knocked(), iter(tries), []

    def next_request(_client: int) -> bytes | None:
        kind, token = next(left, (None, ""))
        if kind is None:
            return None
        asked.append(kind)
        return request("GET", f"/api/v1/follow/{token}", headers={})

    drive(
        server.place.port,
        clients=1,
        next_request=next_request,
        heard=lambda answer: knocked.keep(asked[-1], answer),
    )
    return knocked


def give_slips(server: Measured, count: int) -> list[str]:
    """Give the tokens of new tickets."""
    officer = server.enter("quay3")
    return [officer.post("/tickets", {"service": "HT01"})["token"] for _ in range(count)]


def expire(server: Measured, token: str) -> None:
    """Let the days of a slip be over, in the database beside the server."""
    store = open_beside(server.place.database_url, may_write=True)
    long_ago = datetime.now(UTC) - timedelta(days=OLD_DAYS)
    with store.database.write() as connection:
        change = update(slip_token).where(slip_token.c.token == token)
        connection.execute(change.values(created_at=long_ago))
    store.close()


def near_miss(rng: random.Random, token: str) -> str:
    """Give a token with one letter changed."""
    place = rng.randrange(len(token))
    other = rng.choice([letter for letter in TOKEN_ALPHABET if letter != token[place]])
    return token[:place] + other + token[place + 1 :]


if __name__ == "__main__":
    main()
