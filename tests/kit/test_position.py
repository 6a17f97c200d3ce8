"""Places in a list travel through an address and come back as they were, or are refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kit.position import BadPosition, read_position, write_position

MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(st.text(), MOMENTS | st.none(), st.integers(min_value=0, max_value=2**63 - 1))
def test_position_comes_back_as_it_was(text: str, moment: datetime | None, pk: int) -> None:
    written = write_position(text, moment, pk)
    assert read_position(written, tuple[str, datetime | None, int]) == (text, moment, pk)


@pytest.mark.parametrize("bad", ["", "x", "é", "W10", write_position("a"), write_position("a", "b", 1), "A" * 5000])
def test_what_we_did_not_hand_out_is_refused(bad: str) -> None:
    with pytest.raises(BadPosition, match="after"):
        read_position(bad, tuple[str, datetime | None, int])
