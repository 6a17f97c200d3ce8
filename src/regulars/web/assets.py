"""The static files, gathered under their hashed names and compressed, ready for whitenoise."""

from __future__ import annotations

import hashlib
import os
from importlib.metadata import version
from pathlib import Path


def _fingerprint() -> str:
    """What the sources are now: names, sizes and times of change, and which versions wrote the gathered ones."""
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415 -- needs the apps

    told = hashlib.sha256(f"django {version('django')}, whitenoise {version('whitenoise')}".encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            told.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return told.hexdigest()


def collect() -> None:
    """Gather the static files unless nothing changed since the last time. Needs Django to be set up."""
    from django.conf import settings  # noqa: PLC0415 -- needs the settings
    from django.core.management import call_command  # noqa: PLC0415 -- needs the apps

    root = Path(settings.STATIC_ROOT)
    stamp = root / ".fingerprint"
    now = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == now:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now, encoding="ascii")


def build() -> None:
    """Set Django up and gather: `python -m regulars.web.assets`, as `make env` does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regulars.settings")
    import django  # noqa: PLC0415 -- slow import

    django.setup()
    collect()


if __name__ == "__main__":
    build()
