"""Who said no to profiling: their tastes teach nothing, and nothing is worked out for them."""

from __future__ import annotations

from regulars.know.consents.models import Channel, ConsentState, Standing
from regulars.know.customers.models import Customer

PURPOSE = "profiling"
CHANNEL = Channel.WEB


def objectors() -> list[int]:
    """The customers who said no or took their yes back, and those whom such a one is merged with. Whole, for the worker."""
    said = ConsentState.objects.filter(
        purpose__key=PURPOSE, channel=CHANNEL, standing__in=(Standing.DENIED, Standing.WITHDRAWN)
    ).values_list("customer_id", flat=True)
    found = set(said)
    parts = Customer.objects.exclude(merged_into=None).filter(pk__in=said).values_list("merged_into_id", flat=True)
    return sorted(found | {pk for pk in parts if pk is not None})
