"""The cohort table."""

from __future__ import annotations

from regulars.web.pictures.cohort import Cell, Row, Table, cohort_table, level


def test_level_grows_with_the_share_up_to_the_darkest() -> None:
    assert [level(share) for share in (0.0, 0.01, 0.08, 0.25, 0.5, 1.0)] == [0, 1, 2, 4, 7, 7]


def test_cells_say_share_and_lead_to_the_people() -> None:
    table = cohort_table([("Jan 2026", [4, 1, 0]), ("Feb 2026", [2])], href=lambda row, month: f"/{row}/{month}")
    assert table == Table(
        ("+1", "+2"),
        (
            Row(
                "Jan 2026",
                "4",
                (
                    Cell("25 %", "Jan 2026: 1 of 4 bought 1 month later", 4, "/0/1"),
                    Cell("·", "Jan 2026: 0 of 4 bought 2 months later", 0, ""),
                ),
            ),
            Row("Feb 2026", "2", ()),
        ),
    )


def test_no_cohorts_make_an_empty_table() -> None:
    assert cohort_table([], href="/{}/{}".format) == Table((), ())
