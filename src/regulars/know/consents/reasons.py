"""Every answer there is to whether a customer may be contacted, in the order in which they are given."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why not; or YES. What stands first in this list is said when several hold: the lasting before the passing."""

    YES = "yes"
    NOT_FOUND = "not_found"
    PURPOSE = "purpose"
    GONE = "gone"
    NO_ADDRESS = "no_address"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    DO_NOT_CONTACT = "do_not_contact"
    OBJECTED = "objected"
    UNSUBSCRIBED = "unsubscribed"
    WITHDRAWN = "withdrawn"
    DENIED = "denied"
    EXPIRED = "expired"
    PENDING = "pending"
    UNKNOWN = "unknown"
    ERASED = "erased"
    CAPPED = "capped"
    QUIET = "quiet"


SAID: dict[Reason, str] = {
    Reason.YES: "may be contacted",
    Reason.NOT_FOUND: "no such customer, or not yours to see",
    Reason.PURPOSE: "we do not contact anybody for this purpose on this channel",
    Reason.GONE: "their data was erased",
    Reason.NO_ADDRESS: "we have no address of theirs for this channel",
    Reason.BOUNCED: "mails to their address came back",
    Reason.COMPLAINED: "they marked a mail of ours as spam",
    Reason.DO_NOT_CONTACT: "they are on the do-not-contact list",
    Reason.OBJECTED: "they objected to advertising",
    Reason.UNSUBSCRIBED: "they asked for no more",
    Reason.WITHDRAWN: "they took their consent back",
    Reason.DENIED: "they said no",
    Reason.EXPIRED: "their consent ran out",
    Reason.PENDING: "they have not confirmed their consent yet",
    Reason.UNKNOWN: "they never agreed",
    Reason.ERASED: "somebody with this address was erased and has not asked for mails since",
    Reason.CAPPED: "they were contacted as often as the frequency cap allows",
    Reason.QUIET: "it is quiet hours now",
}
