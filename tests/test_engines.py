"""The ground under the other tests: are the databases and the browser real?"""

import time

import psycopg
import redis
from playwright.sync_api import Page
from sqlalchemy import create_engine, inspect, text

from tests.engines import PostgresCluster


def test_each_engine_keeps_what_was_committed(engine_url: str) -> None:
    engine = create_engine(engine_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (word TEXT)"))
        connection.execute(text("INSERT INTO kept VALUES ('Nghĩa Đô')"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT word FROM kept")).scalar_one() == "Nghĩa Đô"
    engine.dispose()


def test_each_store_has_the_servers_tables_and_no_rows(store_url: str) -> None:
    engine = create_engine(store_url)
    with engine.connect() as connection:
        assert "journal" in inspect(connection).get_table_names()
        assert connection.execute(text("SELECT count(*) FROM journal")).scalar_one() == 0
    engine.dispose()


def test_a_clone_carries_what_its_template_held(postgres_cluster: PostgresCluster) -> None:
    template = postgres_cluster.create_database()
    address = f"host={postgres_cluster.folder} user=postgres dbname="
    with psycopg.connect(address + template) as connection:
        connection.execute("CREATE TABLE marked ()")
    clone = postgres_cluster.create_database(template=template)
    with psycopg.connect(address + clone) as connection:
        assert connection.execute("SELECT to_regclass('marked')").fetchone() == ("marked",)
    for name in (clone, template):
        postgres_cluster.drop_database(name)


def test_valkey_carries_a_message(valkey_url: str) -> None:
    with redis.Redis.from_url(valkey_url, protocol=2) as client, client.pubsub() as listener:
        listener.subscribe("bell")
        assert _next_message(listener)["type"] == "subscribe"
        assert client.publish("bell", "rung") == 1
        assert _next_message(listener)["data"] == b"rung"


def _next_message(listener: redis.client.PubSub) -> dict[str, object]:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        message = listener.get_message(timeout=1)
        if message is not None:
            return message
    raise AssertionError("no message")


def test_browser_draws_vietnamese_in_vietnamese_time(page: Page) -> None:
    page.set_content("<html lang=vi><p>Xin mời số B012</p>")
    assert page.inner_text("p") == "Xin mời số B012"
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    assert zone in ("Asia/Ho_Chi_Minh", "Asia/Saigon")
    assert page.evaluate("navigator.language") == "vi-VN"
