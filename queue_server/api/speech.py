"""Speaking in the hall: a screen asks for the voice, tells what it spoke; the log of it."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from protocol.events import Actor
from queue_server.actions.announcing import Said, claim_voice, note_announcements
from queue_server.api.answers import AnnouncedAnswer, AnnouncementLog, VoiceAnswer
from queue_server.api.commands import answer_json, principal, run_command
from queue_server.api.schemas import AnnouncementsBody, JournalQuery, VoiceBody
from queue_server.domain.site import SiteSettings
from queue_server.domain.speech import VOICE_S, is_fresh, is_quiet
from queue_server.parts import Parts, parts
from queue_server.queries.announcements import announcement_log, voice_of
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
    speaks = _unchanged(own, who.site, who.id, is_able=body.able)
    if speaks is None:
        with own.store.write(who.site, by=Actor("device", who.id)) as tx:
            speaks = claim_voice(tx, screen=who.id, is_able=body.able)
    with own.store.read() as connection:
        settings = own.store.site(connection, who.site).settings
    return answer_json({"speaks": speaks, "for_s": VOICE_S, **_how(settings)})


def _unchanged(own: Parts, site: str, screen: str, *, is_able: bool) -> bool | None:
    """Give the answer where nothing has to be written, else None."""
    now = own.now()
    with own.store.read() as connection:
        known = voice_of(connection, site)
        settings = own.store.site(connection, site).settings
    if known is not None and known.until > now:
        if known.device != screen:
            return False
        if is_able and not is_quiet(settings, now) and is_fresh(known.until, now):
            return True
    elif not is_able or is_quiet(settings, now):
        return False
    return None


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
