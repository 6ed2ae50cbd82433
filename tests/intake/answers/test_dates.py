"""A date that does not exist is found, however it is written; what is no date in numbers is only words."""

from datetime import date

import pytest
from small_clusters import dairy
from survey_folders import read, with_members

from capacity.intake.answers.dates import date_issue, dated_sources, first_day
from capacity.intake.documents.document import Document
from capacity.intake.findings.issues import InputError
from capacity.intake.specs import build_spec


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-02", date(2026, 11, 2)),
        ("2026-11-2 14:05", date(2026, 11, 2)),
        ("02.11.2026", date(2026, 11, 2)),
        ("2.11.26 г.", date(2026, 11, 2)),
        ("11/30/2026", date(2026, 11, 30)),
        ("2026-11", date(2026, 11, 1)),
        ("11.2026", date(2026, 11, 1)),
        ("2026", date(2026, 1, 1)),
        ("2023-24", date(2023, 1, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        ("осень 2025", None),
        ("2015-2025", None),
        ("12.10", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_people_write_it(text, day):
    assert first_day(text) == day


@pytest.mark.parametrize(
    "text", ["2026-02-30", "31.11.2026", "2026-13-01", "2026-13", "0.11.2026", "2026-02-29", "9999-01-01", "3027"]
)
def test_a_day_that_does_not_exist_is_an_error_that_says_how_to_write_one(text):
    issue = date_issue(text)
    assert (issue.severity, issue.value, "2026-11-02" in issue.fix) == ("error", text, True)


@pytest.mark.parametrize(
    ("text", "severity"),
    [("2028-01-31", None), ("2036-11-02", "warning"), ("вчера", "warning")],
)
def test_long_after_the_start_or_in_words_is_doubtful(text, severity):
    issue = date_issue(text, "2027-01", needed=True)
    assert (issue.severity if issue else None) == severity


def sourced(**source):
    return build_spec(Document(dairy(sources={"guess": {"title": "A guess", **source}}), {}, "cluster.yml"))


@pytest.mark.parametrize("source", [{"date": "2026-02-30"}, {"agreed": {"by": "all", "date": "31.11.2026"}}])
def test_a_source_has_dates_that_exist(source):
    with pytest.raises(InputError, match="there is no such date"):
        sourced(**source)


def test_an_agreement_needs_a_date_a_source_may_have_words():
    found = list(dated_sources(sourced(date="some years", agreed={"by": "all", "date": "yes"})))
    assert [(path, issue.severity) for path, issue in found] == [(("sources", "guess", "agreed", "date"), "warning")]


def corrected(folder, when):
    folder = with_members(folder, ["K1", "ЛПХ", "1200", "", "да"])
    line = f'{{member: K1, column: milk, expect: 1200, set: 12, who: A, when: "{when}", why: asked}}'
    (folder / "corrections.yml").write_text(f"corrections:\n  - {line}\n", encoding="utf-8")
    return read(folder)


@pytest.mark.parametrize("when", ["2026-02-30", "31.11.2026"])
def test_a_correction_on_a_day_that_does_not_exist_is_refused_with_its_line(tmp_path, when):
    with pytest.raises(InputError, match="there is no such date") as caught:
        corrected(tmp_path, when)
    assert caught.value.issues[0].file.startswith("corrections.yml:2:")


@pytest.mark.parametrize(("when", "count"), [("2026-11-02", 0), ("on Monday", 1), ("2062-11-02", 1), ("12.10", 1)])
def test_a_correction_with_a_doubtful_date_is_applied_and_said(tmp_path, when, count):
    data = corrected(tmp_path, when)
    found = [issue for issue in data.issues if issue.code == "Y14"]
    assert (len(data.corrections), [issue.severity for issue in found]) == (1, ["warning"] * count)
