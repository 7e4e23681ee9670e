"""Counts who asks how often, and refuses in time; a bucket for each purpose and asker.

Kept in memory, at most KEPT_MAX askers a purpose: who asked longest ago is forgotten first, and
begins with a full bucket again.
"""

import ipaddress
import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from queue_server.domain.rates import RATES, Purpose
from queue_server.domain.refusals import AskedTooOften

log = structlog.get_logger()

KEPT_MAX = 4_096
# One line of the log a minute for each asker, however often it asks.
TOLD_EVERY_S = 60.0
# Who has one address of IPv6 usually has all of its network.
NETWORK_BITS = 64


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
        self._told: OrderedDict[str, float] = OrderedDict()
        self._buckets: dict[Purpose, OrderedDict[str, _Bucket]] = {
            purpose: OrderedDict() for purpose in RATES
        }

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
        bucket = kept.pop(asker, None) or _Bucket(full, now)
        if len(kept) >= KEPT_MAX:
            kept.popitem(last=False)
        kept[asker] = bucket
        bucket.left = min(full, bucket.left + (now - bucket.at) * rate.per_s * self._factor)
        bucket.at = now
        return bucket

    def tell(self, event: str, *, endpoint: str | None, principal: str | None) -> None:
        """Log what somebody may not do, once a minute for each of them and each route."""
        now, about = self._monotonic(), f"{event} {principal} {endpoint}"
        with self._lock:
            told_at = self._told.pop(about, -math.inf)
            is_news = now - told_at >= TOLD_EVERY_S
            self._told[about] = now if is_news else told_at
            if len(self._told) > KEPT_MAX:
                self._told.popitem(last=False)
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
