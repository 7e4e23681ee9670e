"""What a hall offers, as a whole: taken out as a file, compared, published."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response
from pydantic import StringConstraints

from protocol.numbering import LETTERS
from queue_server.actions.catalogue import publish_over, read_catalogue
from queue_server.api.answers import Document
from queue_server.api.commands import answer_json, principal, run_command
from queue_server.api.schemas import Body
from queue_server.catalogue_faults import FileWrong
from queue_server.catalogue_file import MARK_LETTERS, file_values, form_values, mark_of, write_toml
from queue_server.domain.catalogue_refusals import CatalogueWrong
from queue_server.parts import parts
from queue_server.queries.publishing import load_offered, plan_catalogue
from queue_server.reference import CALENDARS
from queue_server.store.store import Tx

blueprint = APIBlueprint(
    "publishing", __name__, url_prefix="/api/v1/catalogue", tag="administration"
)


class CatalogueBody(Body):
    """A whole catalogue as its file says it, TOML or JSON; its body's bound is its own."""

    file: str


class PublishBody(Body):
    """The same, and the mark of the catalogue it was made from."""

    base: Annotated[str, StringConstraints(max_length=MARK_LETTERS)]
    file: str


@blueprint.get("/file")
@blueprint.output(Document)
def show_file() -> Response:
    """Give the whole catalogue for a form: what it says, and its mark."""
    with parts().store.read() as connection:
        offered = load_offered(connection, principal().site)
    choices = {"letters": list(LETTERS), "calendars": list(CALENDARS)}
    return answer_json({"base": mark_of(offered), "file": form_values(offered), **choices})


@blueprint.get("/file.toml")
@blueprint.output(Document, content_type="application/toml")
def download_file() -> Response:
    """Give the same as the file that `motcua catalogue export` writes."""
    site = principal().site
    with parts().store.read() as connection:
        text = write_toml(file_values(load_offered(connection, site)))
    headers = {"Content-Disposition": f'attachment; filename="motcua-{site}.toml"'}
    return Response(text, content_type="application/toml; charset=utf-8", headers=headers)


@blueprint.post("/differences")
@blueprint.input(CatalogueBody, arg_name="body")
@blueprint.output(Document)
def compare(body: CatalogueBody) -> Response:
    """Say what publishing a file, TOML or JSON, would change, and what in it is seldom meant."""
    with _faults_told():
        then = read_catalogue(body.file)
        with parts().store.read() as connection:
            plan = plan_catalogue(connection, principal().site, then)
    return answer_json({**asdict(plan), "file": form_values(then)})


@blueprint.put("")
@blueprint.input(PublishBody, arg_name="body")
@blueprint.output(Document)
def publish(body: PublishBody) -> Response:
    """Publish a file over the catalogue it was made from; `base` is that one's mark."""

    def act(tx: Tx) -> dict[str, Any]:
        publish_over(tx, then, base=body.base)
        return {"base": mark_of(load_offered(tx.connection, tx.code))}

    with _faults_told():
        then = read_catalogue(body.file)
        return run_command(act)


@contextmanager
def _faults_told() -> Iterator[None]:
    """Refuse with all that is wrong, place by place."""
    try:
        yield
    except FileWrong as wrong:
        no = CatalogueWrong(count=len(wrong.faults))
        no.fields["faults"] = [asdict(fault) for fault in wrong.faults]
        raise no from None
