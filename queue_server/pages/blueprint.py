"""Sign-in, console, manager, administration, following by slip, and the page for no page.

A page is a shell without data: no name, no number, no secret stands in it, so anybody may load
it. What it shows comes from the API to a browser that holds the credential of the page's slot;
any other browser reads that it is not signed in.
"""

from collections.abc import Callable

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    send_from_directory,
)
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as WsgiResponse

from protocol.assets import page_assets, static_folder
from protocol.ids import parse_token
from protocol.texts import Texts

STATIC_AGE_S = 365 * 24 * 3600  # names carry a hash of the content
# Programs ask here; they are answered in the API's own shape.
MACHINE_PATHS = ("/api/", "/socket.io/", "/static/")


def create_pages(answer_program: Callable[[NotFound], Response]) -> Blueprint:
    """Give the blueprint with the pages, their files, and the page for addresses without one.

    `answer_program` gives the API's own "no such page" to those who ask at MACHINE_PATHS.
    """
    pages = Blueprint("pages", __name__, template_folder="templates")
    pages.add_url_rule("/", view_func=start)
    pages.add_url_rule("/enter", view_func=enter)
    pages.add_url_rule("/setup", view_func=setup)
    pages.add_url_rule("/account", view_func=account)
    pages.add_url_rule("/console", view_func=console)
    pages.add_url_rule("/reception", view_func=reception)
    pages.add_url_rule("/reception/<any(console, manager):slot>", view_func=reception)
    pages.add_url_rule("/manager", view_func=manager)
    pages.add_url_rule("/admin", view_func=admin)
    pages.add_url_rule("/city", view_func=city)
    pages.add_url_rule("/T/<token>", view_func=follow)
    pages.add_url_rule("/static/queue_server/<path:name>", view_func=static_file)

    def answer_not_found(error: NotFound) -> Response | tuple[str, int]:
        return answer_program(error) if request.path.startswith(MACHINE_PATHS) else no_page()

    pages.app_errorhandler(NotFound)(answer_not_found)
    return pages


def start() -> WsgiResponse:
    """Send whoever types only the host to where staff work."""
    return redirect("/console")


def enter() -> str:
    """Give the page that turns a one-time link into a session."""
    return page("signin", slot="", title="enter.title")


def setup() -> str:
    """Give the page of the first start."""
    return page("setup", slot="", title="setup.title")


def account() -> str:
    """Give the page of one's own account; its hash says whose, where a browser has several."""
    return page("account", slot="", title="account.title")


def console() -> str:
    """Give the officer's page."""
    return page("console", slot="console", title="console.title")


def reception(slot: str = "reception") -> str:
    """Give reception's page, also to an officer or a manager with their own sign-in."""
    return page("reception", slot=slot, title="reception.title")


def manager() -> str:
    """Give the manager's page."""
    return page("manager", slot="manager", title="manager.title")


def admin() -> str:
    """Give the administrator's page."""
    return page("admin", slot="admin", title="admin.title")


def city() -> str:
    """Give the page of those who read the figures of every hall."""
    return page("city", slot="city", title="city.title")


def follow(token: str) -> str:
    """Give a citizen's page; what no slip could carry is no page."""
    check_token(token)
    return page("follow", slot="", title="page.follow")


def static_file(name: str) -> Response:
    """Give a script, a style or a font of these pages."""
    return send_from_directory(static_folder("queue_server"), name, max_age=STATIC_AGE_S)


def no_page() -> tuple[str, int]:
    """Say in people's words that there is nothing here."""
    assets = page_assets("queue_server", "signin")
    shell = render_template(
        "pages/no_page.html", css=assets.css, **both("no_page.title", "no_page.help")
    )
    return shell, NotFound.code


def check_token(token: str) -> None:
    """Stop at what cannot be a slip's token; whether it is one, the API says."""
    try:
        parse_token(token)
    except ValueError:
        abort(NotFound.code)


def page(name: str, *, slot: str, title: str) -> str:
    """Draw the shell of one page."""
    return render_template(
        "pages/page.html",
        name=name,
        slot=slot,
        assets=page_assets("queue_server", name),
        title=Texts.load("queue_server", "vi")(title),
        no_script=both("page.no_script"),
    )


def both(*keys: str) -> dict[str, dict[str, str]]:
    """Give sentences in both languages by the last part of their key."""
    languages = {lang: Texts.load("queue_server", lang) for lang in ("vi", "en")}
    return {
        key.rpartition(".")[2]: {lang: texts(key) for lang, texts in languages.items()}
        for key in keys
    }
