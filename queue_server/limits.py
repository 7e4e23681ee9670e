"""Who asks how often, and who keeps guessing: both are refused, and told when to come again.

A guard counts tries of what can be guessed, and makes each wait longer than the one before. Limits
count requests, a bucket for each purpose and asker. Both are kept in memory, at most KEPT_MAX of
each kind: who asked longest ago is forgotten first, and begins anew.
"""

import ipaddress
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from queue_server.domain.lockout import Allowance, wait_s
from queue_server.domain.rates import RATES, Purpose
from queue_server.domain.refusals import AskedTooOften, TriesUsed
from queue_server.recent import Recent

log = structlog.get_logger()

# One line of the log a minute for each asker, however often it asks.
TOLD_EVERY_S = 60.0
# Who has one address of IPv6 usually has all of its network.
NETWORK_BITS = 64


@dataclass
class _Tries:
    failures: int
    until: float
    last: float


class Guard:
    """Tries of one kind of thing, such as logins or addresses; safe from any thread.

    A try counts before its answer is known, so a hundred at once are a hundred.
    """

    def __init__(self, allowed: Allowance, monotonic: Callable[[], float]) -> None:
        """Nothing was tried yet."""
        self.allowed = allowed
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._tries: Recent[_Tries] = Recent()

    def try_one(self, key: str | None) -> None:
        """Count a try as failed until it is forgiven; refuses with TriesUsed.

        None stands for everybody, and is never held back.
        """
        if key is None:
            return
        now = self._monotonic()
        with self._lock:
            known = self._tries.find(key)
            if known is None or now - known.last > self.allowed.forgotten_s:
                known = _Tries(0, now, now)
            self._tries.keep(key, known)
            if known.until > now:
                raise TriesUsed(wait_s=math.ceil(known.until - now))
            known.failures += 1
            known.last = now
            known.until = now + wait_s(known.failures, self.allowed)

    def forgive(self, key: str) -> None:
        """Forget what failed: it was the right one after all."""
        with self._lock:
            self._tries.forget(key)

    def take_back(self, key: str | None) -> None:
        """Count one try less: it went well, and says nothing of the others."""
        with self._lock:
            known = self._tries.find(key or "")
            if known is not None and known.failures > 0:
                known.failures -= 1
                known.until = self._monotonic()


@dataclass
class _Bucket:
    left: float
    at: float
    told_at: float = -math.inf


class Limits:
    """The buckets of one server; safe from any thread."""

    def __init__(self, monotonic: Callable[[], float], *, factor: float = 1.0) -> None:
        """Every burst and rate is multiplied by `factor`; 0 sets no limits."""
        self._monotonic = monotonic
        self._factor = factor
        self._lock = threading.Lock()
        self._told: Recent[float] = Recent()
        self._buckets: dict[Purpose, Recent[_Bucket]] = {purpose: Recent() for purpose in RATES}

    def take(self, purpose: Purpose, asker: str, *, principal: str | None = None) -> None:
        """Count one request; refuses with AskedTooOften."""
        if not self._factor:
            return
        now = self._monotonic()
        with self._lock:
            bucket = self._bucket(purpose, asker, now)
            if bucket.left >= 1.0:
                bucket.left -= 1.0
                return
            wait_s = math.ceil((1.0 - bucket.left) / (RATES[purpose].per_s * self._factor))
            is_news = now - bucket.told_at >= TOLD_EVERY_S
            if is_news:
                bucket.told_at = now
        if is_news:
            log.warning("asked_too_often", purpose=purpose, principal=principal)
        raise AskedTooOften(wait_s=wait_s)

    def _bucket(self, purpose: Purpose, asker: str, now: float) -> _Bucket:
        """Give the asker's bucket with what ran into it since, as the newest."""
        kept, rate = self._buckets[purpose], RATES[purpose]
        full = rate.burst * self._factor
        bucket = kept.keep(asker, kept.find(asker) or _Bucket(full, now))
        bucket.left = min(full, bucket.left + (now - bucket.at) * rate.per_s * self._factor)
        bucket.at = now
        return bucket

    def tell(self, event: str, *, endpoint: str | None, principal: str | None) -> None:
        """Log what somebody may not do, once a minute for each of them and each route."""
        now, about = self._monotonic(), f"{event} {principal} {endpoint}"
        with self._lock:
            told_at = self._told.find(about)
            is_news = told_at is None or now - told_at >= TOLD_EVERY_S
            self._told.keep(about, now if is_news or told_at is None else told_at)
        if is_news:
            log.warning(event, endpoint=endpoint, principal=principal)

    def kept(self) -> int:
        """Give how many buckets are kept."""
        with self._lock:
            return sum(len(kept) for kept in self._buckets.values())


def asker_of(address: str | None) -> str | None:
    """Give what stands for an address: itself, or the network of one of IPv6.

    None is this machine: a proxy that has not said for whom it asks, and stands for everybody.
    """
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    if found.is_loopback:
        return None
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, NETWORK_BITS), strict=False))
