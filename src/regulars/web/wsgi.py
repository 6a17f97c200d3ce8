"""What a WSGI server runs."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regulars.settings")

application = get_wsgi_application()

from regulars.access.acting import nobody_by_default  # noqa: E402 -- the settings come first

nobody_by_default()

# What start-up made stays for good: the collector need not walk over it again between requests, which is where
# the slowest of them came from.
gc.collect()
gc.freeze()
