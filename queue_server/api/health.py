"""Is the process alive, and can it serve?"""

from apiflask import APIBlueprint
from flask import Response
from sqlalchemy.exc import SQLAlchemyError

from queue_server.api.answers import Document
from queue_server.api.commands import answer_json
from queue_server.parts import parts
from queue_server.store.reading import list_sites

blueprint = APIBlueprint("health", __name__, tag="health")


@blueprint.get("/healthz")
@blueprint.output(Document)
def healthz() -> Response:
    """Say that the process answers."""
    return answer_json({"alive": True})


@blueprint.get("/readyz")
@blueprint.output(Document)
def readyz() -> Response:
    """Say whether the database answers and has a site; 503 while it does not."""
    try:
        with parts().store.read() as connection:
            sites = len(list_sites(connection))
    except SQLAlchemyError:
        return answer_json({"ready": False, "database": False}, 503)
    return answer_json(
        {"ready": sites > 0, "database": True, "sites": sites}, 200 if sites else 503
    )
