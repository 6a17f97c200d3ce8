"""Reading ahead: the database is read in a thread of its own while the lake is being written."""

from __future__ import annotations

from collections.abc import Iterator
from queue import Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")

_DEPTH = 4


class _End:
    """Closes the queue; carries what went wrong, if anything did."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def read_ahead(items: Iterator[T], depth: int = _DEPTH) -> Iterator[T]:
    """The same items, up to `depth` of them fetched before they are asked for. Errors surface where the item would."""
    queue: Queue[T | _End] = Queue(maxsize=depth)
    given_up = Event()

    def fetch() -> None:
        try:
            for item in items:
                queue.put(item)
                if given_up.is_set():
                    return
            queue.put(_End())
        except BaseException as error:  # noqa: BLE001 - raised again in the reader's thread
            queue.put(_End(error))

    thread = Thread(target=fetch, name="lake-reader", daemon=True)
    thread.start()
    try:
        while True:
            item = queue.get()
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        # Whoever stops early frees a place, so that the thread sees it and ends before its connection is closed.
        given_up.set()
        while thread.is_alive():
            while not queue.empty():
                queue.get()
            thread.join(0.01)
