"""The clients people use, against a real server: nothing about them is changed but the host."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from tests.migrated import furnish

pytestmark = [pytest.mark.slow]

SERVE = """
import sys
from granian import Granian
from granian.constants import Interfaces
Granian("regulars.web.wsgi:application", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI,
        workers=1, blocking_threads=4, log_enabled=False).serve()
"""


@dataclass
class Server:
    """A server on a home of its own."""

    home: Path
    port: int
    key: str
    process: subprocess.Popen[bytes]

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.home)

    def show(self, identity: str) -> Any:
        return json.loads(regulars(self.home, "show", identity, "--json"))


def environment(home: Path) -> dict[str, str]:
    settings = {"REGULARS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "regulars.settings", "DATABASE_URL": ""}
    return os.environ | settings


def regulars(home: Path, *words: str) -> str:
    command = [sys.executable, "-m", "regulars", *words]
    return subprocess.run(command, env=environment(home), capture_output=True, text=True, check=True).stdout


def start(home: Path, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", SERVE, str(port)]
    process = subprocess.Popen(command, env=environment(home), stderr=subprocess.DEVNULL, start_new_session=True)
    for _ in range(200):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("OPTIONS", "/v1/batch")
            if connection.getresponse().status == 204:
                return process
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def kill(process: subprocess.Popen[bytes]) -> None:
    """The server and its workers at once, without a chance to tidy up."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    furnish(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    key = json.loads(regulars(tmp_path, "key", "new", "Shop", "--json"))["key"]
    running = Server(tmp_path, port, key, start(tmp_path, port))
    yield running
    kill(running.process)


ORDER = {
    "order_id": "A1",
    "revenue": 20,
    "currency": "EUR",
    "products": [{"product_id": "c", "name": "Coat", "price": 20}],
}
STORY = ["order.completed", "page.viewed", "company.joined", "customer.identified"]


def tell(client: Any) -> None:
    client.identify("u-17", {"name": "Ann Abel", "email": "ann@example.com"})
    client.group("u-17", "g-1", {"name": "Initech"})
    client.page("u-17", "shop", "Home", {"path": "/"})
    client.track("u-17", "Order Completed", ORDER)
    client.flush()


def story(server: Server) -> None:
    shown = server.show("ann@example.com")
    assert shown["customer"]["name"] == "Ann Abel"
    assert [line["name"] for line in shown["interactions"]] == STORY
    assert (shown["interactions"][0]["amount"], shown["interactions"][0]["currency"]) == ("20", "EUR")
    assert {"kind": "external", "source": "shop", "value": "u-17"} in shown["identities"]


def test_the_segment_client_delivers(server: Server) -> None:
    from segment.analytics.client import Client

    failed: list[object] = []
    client = Client(
        server.key, host=f"http://127.0.0.1:{server.port}", on_error=lambda error, _: failed.append(error), gzip=True
    )
    tell(client)
    client.join()
    assert failed == []
    story(server)


def test_the_rudderstack_client_delivers(server: Server) -> None:
    from rudderstack.analytics.client import Client

    failed: list[object] = []
    client = Client(server.key, host=f"http://127.0.0.1:{server.port}", on_error=lambda error, _: failed.append(error))
    tell(client)
    client.join()
    assert failed == []
    story(server)


def test_a_chunked_body_arrives(server: Server) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    pieces = iter([b'{"userId": "u-1", ', b'"event": "Song Played"}'])
    headers = {"Authorization": f"Bearer {server.key}"}
    connection.request("POST", "/v1/track", body=pieces, headers=headers, encode_chunked=True)
    assert connection.getresponse().status == 200
    assert len(server.show("u-1")["interactions"]) == 1


def test_what_was_answered_survives_a_kill_and_nothing_is_there_twice(server: Server) -> None:
    answered: list[str] = []
    sent: list[str] = []

    def send(sender: int, until: threading.Event) -> None:
        batch = 0
        while not until.is_set():
            ids = [f"{sender}-{batch}-{n}" for n in range(100)]
            calls = [{"type": "track", "userId": f"u-{sender}", "event": "x", "messageId": each} for each in ids]
            sent.extend(ids)
            try:
                connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
                connection.request(
                    "POST", "/v1/batch", json.dumps({"batch": calls}), {"Authorization": f"Bearer {server.key}"}
                )
                if connection.getresponse().status == 200:
                    answered.extend(ids)
            except OSError:
                return
            batch += 1

    stop = threading.Event()
    senders = [threading.Thread(target=send, args=(sender, stop)) for sender in range(3)]
    for thread in senders:
        thread.start()
    while len(answered) < 2000:
        time.sleep(0.01)
    kill(server.process)
    stop.set()
    for thread in senders:
        thread.join()
    server.process = start(server.home, server.port)
    kept = [line["source_id"] for sender in range(3) for line in server.show(f"u-{sender}")["interactions"]]
    assert len(kept) == len(set(kept))
    assert set(answered) - set(kept) == set()
    assert set(kept) - set(sent) == set()
