"""A digest as a mail: plain text, and the same as HTML with its pictures inside."""

from __future__ import annotations

from email.mime.image import MIMEImage

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from regulars.understand.digests.content import Content
from regulars.understand.digests.models import Sending


class _WithPictures(EmailMultiAlternatives):
    """Its attachments belong to its text: pictures stand in it instead of hanging below."""

    mixed_subtype = "related"


def digest_mail(sending: Sending, made: Content) -> EmailMultiAlternatives:
    """The mail of a sending. The same one tried again has the same Message-ID, so that it is shown once."""
    from regulars.understand.digests.drawing import drawn  # noqa: PLC0415 -- loads the drawing libraries

    found = {} if made.scoreboard is None else {
        part.picture.name: drawn(part.picture, made.scoreboard) for part in made.parts if part.picture is not None
    }  # fmt: skip
    pictures = {name: png for name, png in found.items() if png is not None}
    told = {
        "made": made,
        "company": settings.REGULARS_COMPANY,
        "link": settings.REGULARS_URL + made.link,
        "cids": {name: f"{name}@digest" for name in pictures},
        "test": sending.period.startswith("test-"),
        "width": 560,
    }
    host = settings.REGULARS_URL.split("//")[-1].split("/")[0].split(":")[0] or "localhost"
    mail = _WithPictures(
        subject=" ".join(f"{made.subject}: {settings.REGULARS_COMPANY}".split()),
        body=render_to_string("digests/digest.txt", told),
        to=[sending.user.email],
        headers={
            "Message-ID": f"<digest-{sending.digest_id}-{sending.period}-{sending.user_id}@{host}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    mail.attach_alternative(render_to_string("digests/digest.html", told), "text/html")
    for name, png in pictures.items():
        image = MIMEImage(png, "png")
        image.add_header("Content-ID", f"<{name}@digest>")
        image.add_header("Content-Disposition", "inline", filename=f"{name}.png")
        mail.attach(image)
    return mail
