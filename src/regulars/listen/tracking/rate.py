"""How many requests a key may make: a bucket of tokens each, in the memory of the process."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable


class Rates:
    """Token buckets by key. A bucket holds a second's worth and fills at `rate` a second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[int, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait(self, key: int, rate: int) -> int:
        """0 when the request may pass now, else the whole seconds after which one will. `rate` 0 lets everything pass."""
        if not rate:
            return 0
        now = self._clock()
        with self._lock:
            tokens, since = self._buckets.get(key, (float(rate), now))
            tokens = min(float(rate), tokens + (now - since) * rate)
            if tokens < 1:
                self._buckets[key] = (tokens, now)
                return max(1, math.ceil((1 - tokens) / rate))
            self._buckets[key] = (tokens - 1, now)
            return 0
