"""Which failures a person can mend, and so get a sentence instead of a traceback."""

from __future__ import annotations


def foreseen(error: BaseException) -> bool:
    """Files that are not there, input and settings that are wrong, a database that does not answer."""
    if isinstance(error, (OSError, ValueError)):
        return True
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & {"OperationalError", "ImproperlyConfigured", "EngineError", "LookupFailed"})
