"""Small drawings in one line weight, 24 by 24. Ours, so that no icon font or sprite has to travel."""

from __future__ import annotations

from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

_PATHS: Final = {
    "people": "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 19.5c.6-3.3 3.2-5 6.5-5s5.9 1.7 6.5 5M16 5.2a3.2 3.2 0 0 1 0 6.1"
    "M17.8 14.9c2 .7 3.3 2.3 3.7 4.6",
    "person": "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.7-3.7 3.7-5.6 7.5-5.6s6.8 1.9 7.5 5.6",
    "company": "M4 20.5V5.5l8-2v17M12 9l8 1.5v10M2.5 20.5h19M7 8.5h2M7 12h2M7 15.5h2M15.5 14h1.5M15.5 17h1.5",
    "chart": "M4 4v16h16M8 15.5l3.5-4.5 3 2.5L19.5 7",
    "import": "M12 3.5v11M7.5 10.5 12 15l4.5-4.5M4 16.5v3.5h16v-3.5",
    "download": "M12 3.5v11M7.5 10.5 12 15l4.5-4.5M4.5 20h15",
    "listen": "M7 10a5 5 0 1 1 9.5 2.2c-1 2-3 2.8-3.3 5C13 19 12 20.5 10 20.5c-1.7 0-3-1.3-3-3M9.8 10a2.3 2.3 0 1 1 3.4 2",
    "settings": "M4 7h9M17 7h3M4 17h3M11 17h9"
    "M15 9.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM9 19.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z",
    "search": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.3 15.3 20.5 20.5",
    "plus": "M12 5v14M5 12h14",
    "filter": "M4 6h16M7 12h10M10 18h4",
    "columns": "M4 5h16v14H4zM9.5 5v14M14.5 5v14",
    "close": "M6 6l12 12M18 6 6 18",
    "check": "M5 12.5 10 17.5 19.5 7",
    "alert": "M12 4 2.8 19.5h18.4L12 4ZM12 10v4.5M12 16.9v.2",
    "info": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 11v5M12 7.9v.2",
    "more": "M6 12v.01M12 12v.01M18 12v.01",
    "copy": "M9 9h10.5v10.5H9zM15 9V4.5H4.5V15H9",
    "sun": "M12 15.8a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6ZM12 2.8v2M12 19.2v2"
    "M2.8 12h2M19.2 12h2M5.5 5.5l1.4 1.4M17.1 17.1l1.4 1.4M18.5 5.5l-1.4 1.4M6.9 17.1l-1.4 1.4",
    "moon": "M19.5 14.3A8 8 0 0 1 9.7 4.5a8 8 0 1 0 9.8 9.8Z",
    "screen": "M3.5 5h17v11h-17zM9 20h6M12 16v4",
    "key": "M8 15.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM11.5 10l9-1.5M17.5 9v3.5M20.5 8.5V11",
    "leave": "M10 4H4.5v16H10M14.5 8l4 4-4 4M18 12H9",
    "edit": "M4.5 19.5l.8-3.8L16 5l3 3L8.3 18.7l-3.8.8ZM13.8 7.2l3 3",
    "file": "M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 13h6M9 16.5h6",
    "back": "M14.5 5.5 8 12l6.5 6.5",
    "up": "M5.5 14.5 12 8l6.5 6.5",
    "down": "M5.5 9.5 12 16l6.5-6.5",
    "house": "M4 11 12 4l8 7M6 9.5V20h12V9.5M10 20v-5.5h4V20",
    "clip": "M19.5 11.5 12 19a4.5 4.5 0 0 1-6.4-6.4l8-8a3 3 0 0 1 4.3 4.3l-7.8 7.8a1.5 1.5 0 0 1-2.2-2.1l7-7",
    "pin": "M9 4h6l-.8 6 3.3 3.5h-11L9.8 10 9 4ZM12 13.5V20.5",
    "calendar": "M4.5 6.5h15v13h-15zM4.5 10.5h15M8.5 4v4M15.5 4v4M12 13.5v3M10.5 15h3",
    "at": "M15.5 12a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0ZM15.5 8.5v5a2.5 2.5 0 0 0 5 0V12a8.5 8.5 0 1 0-3.3 6.7",
    "tag": "M4 4h8l8.5 8.5-8 8L4 12zM8.3 8.3v.01",
}


def _drawn(path: str) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.6"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        SafeString(path),
    )


ICONS: Final[dict[str, SafeString]] = {name: _drawn(path) for name, path in _PATHS.items()}
