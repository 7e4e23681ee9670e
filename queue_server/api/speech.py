"""Speaking in the hall: a screen asks for the voice, tells what it spoke; the log of it."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from protocol.events import Actor
from queue_server.actions.announcing import Said, claim_voice, note_announcements
from queue_server.api.answers import AnnouncedAnswer, AnnouncementLog, VoiceAnswer
from queue_server.api.commands import answer_json, principal, run_command
from queue_server.api.schemas import AnnouncementsBody, JournalQuery, VoiceBody
from queue_server.domain.access import Principal
from queue_server.domain.screen import NOBODY, Zone, shown
from queue_server.domain.site import SiteSettings
from queue_server.domain.speech import VOICE_S, free_counters, is_fresh, is_quiet, may_wait
from queue_server.parts import Parts, parts
from queue_server.queries.announcements import announcement_log
from queue_server.queries.snapshot import read_scene
from queue_server.store.reading import load_voices
from queue_server.store.store import Tx

voice = APIBlueprint("voice", __name__, url_prefix="/api/v1/voice", tag="speech")
announcements = APIBlueprint(
    "announcements", __name__, url_prefix="/api/v1/announcements", tag="speech"
)


@voice.put("")
@voice.input(VoiceBody, arg_name="body")
@voice.output(VoiceAnswer)
def claim(body: VoiceBody) -> Response:
    """Ask whether this hall screen speaks the calls now; asked every few seconds."""
    own, who = parts(), principal()
    speaks = _unchanged(own, who, is_able=body.able)
    if speaks is None:
        with own.store.write(who.site, by=Actor("device", who.id)) as tx:
            speaks = claim_voice(tx, screen=who.id, is_able=body.able)
    with own.store.read() as connection:
        settings = own.store.site(connection, who.site).settings
    said = {"speaks": bool(speaks), "counters": list(speaks), "for_s": VOICE_S}
    return answer_json({**said, **_how(settings)})


def _unchanged(own: Parts, who: Principal, *, is_able: bool) -> Zone | None:
    """Give the answer where nothing has to be written, else None."""

    def look(scene: Any, _rev: int) -> Zone | None:
        known = scene.catalogue.by_counter
        others = load_voices(scene.connection, who.site, known=known, now=scene.now)
        mine = others.pop(who.id, None)
        may_speak = is_able and not is_quiet(scene.site.settings, scene.now)
        if mine is not None:
            return mine.counters if may_speak and is_fresh(mine.until, scene.now) else None
        wanted = shown(who.zone, known) if may_speak else NOBODY
        rivals = others.values()
        has_a_call = free_counters(wanted, rivals) or may_wait(wanted, rivals)
        return None if has_a_call else NOBODY

    found: Zone | None = read_scene(own.store, who.site, look, now=own.now())
    return found


def _how(settings: SiteSettings) -> dict[str, Any]:
    return {
        "langs": settings.speech_langs.split(),
        "repeat": settings.speech_repeat,
        "link": settings.speech_link,
        "volume": settings.speech_volume,
    }


@announcements.post("")
@announcements.input(AnnouncementsBody, arg_name="body")
@announcements.output(AnnouncedAnswer, 201)
def note(body: AnnouncementsBody) -> Response:
    """Take what became of calls; each is noted once, whoever tells it again."""
    me = principal().id
    said = [Said(r.call, r.outcome, r.why, r.begun_at, r.ended_at) for r in body.announcements]

    def act(tx: Tx) -> dict[str, Any]:
        return {"noted": note_announcements(tx, said, screen=me, epoch=body.epoch)}

    return run_command(act, status=201)


@announcements.get("")
@announcements.input(JournalQuery, location="query", arg_name="query")
@announcements.output(AnnouncementLog)
def log(query: JournalQuery) -> Response:
    """Give the newest calls and what became of each in the hall."""
    with parts().store.read() as connection:
        rows = announcement_log(
            connection, principal().site, before=query.before, limit=query.limit
        )
    return answer_json({"calls": rows})


BLUEPRINTS = (voice, announcements)
