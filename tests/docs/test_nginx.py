"""The shipped proxy keeps what the server promises: sizes, time-outs, TLS, addresses, no log."""

import re

from queue_server.anteroom import ANSWER_S, REQUEST_S
from queue_server.api.bounds import BODY_BYTES_MAX, CATALOGUE_BYTES_MAX, body_bytes_max
from queue_server.api.headers import TLS_ONLY
from queue_server.domain.rates import RATES
from tests.architecture.sources import ROOT

CONF = (ROOT / "deploy" / "nginx" / "motcua.conf").read_text("utf-8")


def said(directive: str) -> set[str]:
    """What a directive is set to, wherever it stands."""
    return set(re.findall(rf"^\s*{directive}\s+(.+?);(?:\s+#.*)?$", CONF, re.M))


def test_half_requests_end_as_soon_as_at_the_server() -> None:
    assert said("client_header_timeout") == said("client_body_timeout") == {f"{REQUEST_S:g}s"}
    assert said("send_timeout") == {f"{ANSWER_S}s"}


def test_bodies_and_rates_are_those_of_the_server() -> None:
    sizes = {f"{most // 1024}k" for most in (BODY_BYTES_MAX, CATALOGUE_BYTES_MAX)}
    assert said("client_max_body_size") == sizes
    assert body_bytes_max("/api/v1/catalogue") == CATALOGUE_BYTES_MAX
    rate = RATES["any"]
    assert f"rate={rate.per_s:g}r/s" in CONF
    assert said("limit_req") == {f"zone=motcua_requests burst={rate.burst} nodelay"}
    assert said("limit_req_status") == said("limit_conn_status") == {"429"}


def test_nobody_says_for_whom_he_asks() -> None:
    headers = dict(line.split(None, 1) for line in said("proxy_set_header"))
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert headers["X-Forwarded-Proto"] == "$scheme"
    assert headers["Forwarded"] == '""'
    assert "$proxy_add_x_forwarded_for" not in CONF


def test_no_secret_travels_in_clear_and_no_old_tls_is_spoken() -> None:
    assert said("ssl_protocols") == {"TLSv1.2 TLSv1.3"}
    assert {line for line in said("add_header") if line.startswith("Strict")} == {
        f'Strict-Transport-Security "{TLS_ONLY}" always'
    }
    plain = CONF.partition("listen 80;")[2].partition("listen 443")[0]
    assert re.search(r"location /api/\s+\{ return 403; \}", plain)
    assert re.search(r"location /\s+\{ return 308 https://", plain)
    ciphers = " ".join(said("ssl_ciphers")).split(":")
    assert [name for name in ciphers if not name.startswith("ECDHE-")] == []


def test_tokens_in_addresses_are_in_no_log_and_no_version_in_a_header() -> None:
    assert said("access_log") == {"off"}
    assert said("server_tokens") == {"off"}
    assert said("proxy_hide_header") >= {"Server"}
