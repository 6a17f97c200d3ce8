from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from regulars.understand.report.terminal import bar


def test_a_bar_is_as_long_as_its_share() -> None:
    assert (bar(10, 10, 8), bar(5, 10, 8), bar(0, 10, 8)) == ("████████", "████", "")


@given(st.floats(0.001, 100), st.floats(0.001, 100))
def test_a_bar_is_never_empty_for_something_and_never_too_long(one: float, other: float) -> None:
    assert 1 <= len(bar(min(one, other), max(one, other), 10)) <= 10
