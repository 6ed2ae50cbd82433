"""Waivers carry the day on which they were signed."""

from datetime import date
from types import SimpleNamespace

import pytest

from capacity.intake.cluster_file.waivers import waiver_date, waiver_issues

TODAY = date(2026, 11, 29)


def spec(waiver):
    return SimpleNamespace(classes={"anchor": SimpleNamespace(waiver=waiver)})


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-10-12", date(2026, 10, 12)),
        (" 2026-10-12 ", date(2026, 10, 12)),
        ("2026-10", date(2026, 10, 1)),
        ("2026-11-29", TODAY),
    ],
)
def test_a_day_that_has_come_counts(said, day):
    assert waiver_date(said, TODAY) == day
    assert not list(waiver_issues(spec(said), lambda path: "cluster.yml", TODAY))


@pytest.mark.parametrize(
    ("said", "found", "write"),
    [
        ("yes", "not the day", "waiver: 2026-10-12"),
        ("true", "not the day", "year-month-day"),
        ("", "not the day", "leave waiver: of anchor out"),
        ("soon", "not the day", "year-month-day"),
        ("12.10.2026", "not the day", "waiver: 2026-10-12"),
        ("12/10/2026", "not the day", "waiver: 2026-10-12"),
        ("2026-13-45", "no such day", "year-month-day"),
        ("2026-02-30", "no such day", "year-month-day"),
        ("0000-01-01", "no such day", "year-month-day"),
        ("2026-11-30", "has not come yet", "year-month-day"),
        ("3026-10-12", "has not come yet", "year-month-day"),
        ("2026", "not the day", "year-month-day"),
    ],
)
def test_anything_else_is_a_finding_that_says_what_to_write(said, found, write):
    assert waiver_date(said, TODAY) is None
    (issue,) = waiver_issues(spec(said), lambda path: "cluster.yml:7", TODAY)
    assert (issue.severity, issue.file, issue.column, issue.value) == (
        "warning", "cluster.yml:7", "classes.anchor.waiver", said,
    )  # fmt: skip
    assert found in issue.problem
    assert "stay withheld" in issue.problem
    assert write in issue.fix


def test_no_waiver_is_no_finding():
    assert not list(waiver_issues(spec(None), lambda path: "cluster.yml", TODAY))
