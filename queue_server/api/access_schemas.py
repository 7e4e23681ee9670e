"""The bodies of who signs in and of what is paired; bounded and closed like all others."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from queue_server.api.schemas import NUMBER_MAX, Body
from queue_server.domain.access import AccountRole
from queue_server.domain.device import DeviceKind
from queue_server.domain.plain_text import plain_text

SECRET_MAX = 100
LOGIN = "^[a-z0-9][a-z0-9._-]{1,31}$"
# Longer ones are refused by name; this is where nobody looks any further.
PASSWORD_MAX = 500
Password = Annotated[str, StringConstraints(min_length=1, max_length=PASSWORD_MAX)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class SecretBody(Body):
    """A one-time secret from a sign-in or pairing link, and the password it is to set, if any."""

    secret: Annotated[
        str, StringConstraints(min_length=8, max_length=SECRET_MAX, pattern="^[!-~]+$")
    ]
    password: Password | None = None
    code: Code | None = None


class SignInBody(Body):
    """A login and its password; the site by its slug, where there are several."""

    site: Annotated[str, StringConstraints(max_length=64)] | None = None
    login: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    password: Password
    code: Code | None = None


class UseBody(Body):
    """That one is there; with one's password where the session was left alone."""

    password: Password | None = None


class CodesBody(Body):
    """One's password, to begin with one-time codes."""

    password: Password


class CodeBody(Body):
    """A one-time code."""

    code: Code


class SetupBody(Body):
    """The first administrator: the code of the machine's owner, the hall by its slug, a person."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    site: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    login: Annotated[str, StringConstraints(pattern=LOGIN)]
    name: Annotated[str, AfterValidator(plain_text), StringConstraints(min_length=1, max_length=95)]
    password: Password


class PasswordBody(Body):
    """One's password as it is, and as it is to be."""

    old: Password
    password: Password


class DeviceBody(Body):
    """A device that is to be paired: screens above a counter and pads belong to one."""

    kind: DeviceKind
    name: Annotated[str, AfterValidator(plain_text), StringConstraints(min_length=1, max_length=80)]
    counter: int | None = Field(None, ge=1, le=NUMBER_MAX)

    @model_validator(mode="after")
    def _fits(self) -> "DeviceBody":
        if (self.counter is not None) is not (self.kind in {DeviceKind.COUNTER, DeviceKind.PAD}):
            raise ValueError("a counter is for counter screens and pads, and they need one")
        return self


class PairingBody(Body):
    """A pairing code as somebody typed it."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class AccountBody(Body):
    """Somebody who is to sign in."""

    login: Annotated[str, StringConstraints(pattern=LOGIN)]
    name: Annotated[str, AfterValidator(plain_text), StringConstraints(min_length=1, max_length=95)]
    role: AccountRole


class AccountStateBody(Body):
    """Whether an account may sign in."""

    is_active: bool
