"""The members of a segment as a table of the engine. Worker only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from regulars.understand.segments.models import SegmentMember

if TYPE_CHECKING:
    from ibis.backends import BaseBackend


def members_of(backend: BaseBackend, segment: int) -> ir.Table:
    """One column, customer_id: whoever belongs to it now."""
    ids = SegmentMember.objects.filter(segment_id=segment).values_list("customer_id", flat=True)
    return ibis.memtable(pa.table({"customer_id": pa.array(ids.iterator(chunk_size=50_000), pa.int64())}))
