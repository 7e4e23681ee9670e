"""Replaying a site: its opening, its catalogue, its people and devices, its days."""

import json
from datetime import date
from itertools import zip_longest
from typing import Any

from protocol.events import EventType
from queue_server.domain.access import AccountRole
from queue_server.domain.device import TRANSITIONS as DEVICES
from queue_server.domain.device import DeviceKind, DeviceState
from queue_server.domain.fold import catalogue_rows as offered
from queue_server.domain.fold import rows, skills
from queue_server.domain.fold.screen_rows import Zone
from queue_server.domain.fold.state import FoldOne, Impossible, JournalFact, State, agree, move
from queue_server.domain.health import SILENT, ContactState, Report, alarms_of, begun
from queue_server.domain.health import TRANSITIONS as CONTACTS
from queue_server.domain.reasons import ExportReason
from queue_server.domain.site import SiteSettings
from queue_server.domain.ticket import OPEN


def open_site(state: State, fact: JournalFact) -> None:
    """The first fact of every journal."""
    if fact.seq != 1:
        raise Impossible("a site is opened once, by its first fact")
    settings = dict(fact.payload["settings"])
    SiteSettings.parse(settings)
    state.add(rows.Site(fact.payload["slug"], fact.payload["kind"], settings))


def restore_site(state: State, fact: JournalFact) -> None:
    """The site goes on from a copy: what was given since the copy was taken is unknown."""
    said = fact.payload
    agree("seq of the copy", said=said["seq"], known=fact.seq - 1)
    if said["issuer_no"] <= state.head.issuer_no:
        raise Impossible(f"issuer number {said['issuer_no']} may have been given")
    state.head.issuer_no = state.head.restored_issuer_no = said["issuer_no"]
    state.head.restored_on = date.fromisoformat(said["day"])


def publish_catalogue(state: State, fact: JournalFact) -> None:
    """The whole of what the hall offers, in the place of what it offered before."""
    said = fact.payload
    state.replace(
        offered.Organisation, [offered.Organisation(*v) for v in said["organisations"].items()]
    )
    state.replace(offered.Field, [offered.Field(**v) for v in _placed(said["fields"])])
    _publish_services(state, said["services"])
    state.replace(
        offered.PriorityGroup, [offered.PriorityGroup(**v) for v in _placed(said["groups"])]
    )
    counters = [offered.Counter(v["number"], v["organisation"]) for v in said["counters"]]
    state.replace(offered.Counter, counters)
    skills = [
        offered.Skill(v["number"], service, yield_s)
        for v in said["counters"]
        for service, yield_s in v["skills"].items()
    ]
    state.replace(offered.Skill, skills)
    state.replace(offered.DaySkill, [])
    hours = said.get("hours")  # catalogues of the first version say nothing of them
    state.replace(offered.HallHours, [] if hours is None else [offered.HallHours(hours)])
    _publish_scale(state, said.get("scale"))
    if "settings" in said:  # since halls change them
        settings = dict(said["settings"])
        SiteSettings.parse(settings)
        state.get(rows.Site).settings = settings
    state.head.catalogue_seq = fact.seq


def _publish_scale(state: State, said: dict[str, Any] | None) -> None:
    """A version keeps its meaning, whatever is offered later."""
    if said is None:
        return
    before = state.tables[offered.RatingScale].values()
    rows = {row.version: row for row in before if isinstance(row, offered.RatingScale)}
    for row in rows.values():
        row.is_current = False
    made = offered.RatingScale(said["version"], said, is_current=True)
    known = rows.setdefault(made.version, made)
    agree("scale", said=said, known=known.body)
    known.is_current = True
    state.replace(offered.RatingScale, list(rows.values()))


def _publish_services(state: State, said: list[dict[str, Any]]) -> None:
    terms = [(v["code"], v.get("papers_vi", []), v.get("papers_en", [])) for v in said]
    papers = [
        offered.Paper(code, place, vi, en)
        for code, in_vi, in_en in terms
        for place, (vi, en) in enumerate(zip_longest(in_vi, in_en, fillvalue=""))
    ]
    caps = [offered.DayCap(v["code"], v["day_cap"]) for v in said if v.get("day_cap")]
    apart = {"papers_vi", "papers_en", "day_cap"}
    plain = [{key: v[key] for key in v.keys() - apart} for v in _placed(said)]
    state.replace(offered.Service, [offered.Service(**v) for v in plain])
    state.replace(offered.Paper, papers)
    state.replace(offered.DayCap, caps)


def _placed(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**value, "position": place} for place, value in enumerate(values)]


def erase_account(state: State, fact: JournalFact) -> None:
    """A person is forgotten, and may not sign in any more."""
    state.get(rows.Account, fact.subject).is_active = False


def create_account(state: State, fact: JournalFact) -> None:
    """A person may sign in."""
    role = AccountRole(fact.payload["role"])
    made = rows.Account(fact.subject, role, is_active=True, created_at=fact.recorded_at_ms)
    state.add(made)


def disable_account(state: State, fact: JournalFact) -> None:
    """A person may not sign in any more."""
    state.get(rows.Account, fact.subject).is_active = False


def enable_account(state: State, fact: JournalFact) -> None:
    """A person may sign in again."""
    state.get(rows.Account, fact.subject).is_active = True


def concern_account(state: State, fact: JournalFact) -> None:
    """How a person signs in, and when: secrets and sessions are not the journal's."""
    state.get(rows.Account, fact.subject)


def pair_device(state: State, fact: JournalFact) -> None:
    """A device may act; a kiosk with an issuer number no kiosk of the site ever had (D6a)."""
    after = move(DEVICES, _device_state(state, fact), fact)
    kind, issuer_no = DeviceKind(fact.payload["kind"]), fact.payload["issuer_no"]
    expected = state.head.issuer_no + 1 if kind is DeviceKind.KIOSK else None
    agree("issuer number", said=issuer_no, known=expected)
    state.head.issuer_no = issuer_no or state.head.issuer_no
    made = rows.Device(fact.subject, kind, fact.payload["counter"], issuer_no, after, None)
    state.tables[rows.Device][made.key] = made
    state.tables[rows.KioskHealth].pop(made.key, None)


def invite_device(state: State, fact: JournalFact) -> None:
    """A device that may be paired anew; one that waits for it is not known yet."""
    if _device_state(state, fact) is DeviceState.REVOKED:
        raise Impossible("a revoked device is not paired again")


def revoke_device(state: State, fact: JournalFact) -> None:
    """A device may not act any more, whether it ever was paired or not."""
    after = move(DEVICES, _device_state(state, fact), fact)
    known = state.find(rows.Device, fact.subject)
    issuer_no = known.issuer_no if known else None
    kind = DeviceKind(fact.payload["kind"])
    at = fact.recorded_at_ms
    made = rows.Device(fact.subject, kind, fact.payload["counter"], issuer_no, after, at)
    state.tables[rows.Device][made.key] = made
    state.tables[rows.KioskHealth].pop(made.key, None)
    state.tables[Zone].pop(made.key, None)


def copy_device(state: State, fact: JournalFact) -> None:
    """Its key is used in two places; that stays said until it gets another one."""
    known = state.get(rows.Device, fact.subject)
    known.state = move(DEVICES, DeviceState(known.state), fact)
    if known.copied_at is not None:
        raise Impossible("it is said already")
    known.copied_at = fact.recorded_at_ms


def report_device(state: State, fact: JournalFact) -> None:
    """A kiosk is well, or something is wrong with it; an alarm that goes on keeps its beginning."""
    if state.get(rows.Device, fact.subject).kind != DeviceKind.KIOSK:
        raise Impossible("only a kiosk reports")
    known = state.find(rows.KioskHealth, fact.subject)
    after = move(CONTACTS, None if known is None else ContactState(known.contact), fact)
    report = Report(**fact.payload)
    before = {} if known is None else json.loads(known.since)
    since = begun(alarms_of(report), before=before, now_ms=fact.recorded_at_ms)
    made = rows.KioskHealth(fact.subject, after, **vars(report), since=json.dumps(since))
    state.tables[rows.KioskHealth][made.key] = made


def silence_device(state: State, fact: JournalFact) -> None:
    """A kiosk is not heard any more; what it said before is kept."""
    known = state.get(rows.KioskHealth, fact.subject)
    known.contact = move(CONTACTS, ContactState(known.contact), fact)
    known.since = json.dumps({**json.loads(known.since), SILENT: fact.recorded_at_ms})


def _device_state(state: State, fact: JournalFact) -> DeviceState:
    """A device that waits to be paired may do nothing, so no fact tells of it."""
    known = state.find(rows.Device, fact.subject)
    return DeviceState.PAIRING if known is None else DeviceState(known.state)


def open_day(state: State, fact: JournalFact) -> None:
    """A day may take tickets; the newest open day is the head's."""
    day = _day(fact)
    state.add(rows.ServiceDay(day, fact.recorded_at_ms))
    state.head.day = max(day, state.head.day or day)


def close_day(state: State, fact: JournalFact) -> None:
    """A day is over: nothing of it is open, and its totals are what the facts add up to (I10)."""
    row = state.get(rows.ServiceDay, _day(fact))
    if row.closed_at is not None:
        raise Impossible(f"day {row.day} is closed already")
    row.closed_at = fact.recorded_at_ms
    row.digest = fact.payload["digest"]
    skills.end_skills(state, fact, day=row.day)
    if state.head.day == row.day:
        state.head.day = None
    totals = dict(fact.payload["totals"])
    if left := set(totals) & OPEN:
        raise Impossible(f"it leaves tickets {', '.join(sorted(left))}")
    known = {name: count for name, count in state.tallies[row.day].items() if count}
    agree("totals", said=totals, known=dict(sorted(known.items())))


def note_export(_state: State, fact: JournalFact) -> None:
    """Somebody took a table with names away, and said why: no row tells of it."""
    date.fromisoformat(fact.subject)
    ExportReason(fact.payload["reason"])


def _day(fact: JournalFact) -> date:
    agree("day", said=fact.payload["day"], known=fact.subject)
    return date.fromisoformat(fact.subject)


FOLDS: dict[EventType, FoldOne] = {
    "site.opened": open_site,
    "site.restored": restore_site,
    "catalogue.published": publish_catalogue,
    "account.erased": erase_account,
    "account.created": create_account,
    "account.disabled": disable_account,
    "account.enabled": enable_account,
    "account.invited": concern_account,
    "account.secured": concern_account,
    "session.opened": concern_account,
    "session.ended": concern_account,
    "device.invited": invite_device,
    "device.paired": pair_device,
    "device.revoked": revoke_device,
    "device.copied": copy_device,
    "device.reported": report_device,
    "device.silenced": silence_device,
    "export.made": note_export,
    "day.opened": open_day,
    "day.closed": close_day,
}
