"""Questions of a cluster file: every report answers them as `capacity seek` does; check and report refuse alike."""

import math

import pytest

from capacity.intake.cluster import read_cluster
from capacity.intake.findings.issues import InputError
from capacity.model.goal_seek.questions import COLUMNS
from capacity.model.results.study import study
from capacity.model.whatif.asked import seek
from capacity.present.order import build_section
from capacity.run.check import check_cluster
from capacity.run.new import make_cluster

ASKED = """
questions:
  vat: {set: finance.items.0.cost, until: npv >= -400000, title: Cost of the vat}
  shop_price: {set: markets.retail.price, until: npv_net >= 0}
  slowly: {set: joining.half_by, until: heads >= 1, scenario: cautious}
"""
WRONG = """
questions:
  path: {set: markets.retail.prise, until: npv >= 0}
  goal: {set: markets.retail.price, until: nvp >= 0}
  lever: {set: prise, until: npv >= 0}
  scenario: {set: markets.retail.price, until: npv >= 0, against: cautios}
"""


def village(folder, asked):
    """The folder of a new cluster that asks something."""
    made = make_cluster(str(folder / "village"))
    text = (made / "cluster.yml").read_text("utf-8")
    (made / "cluster.yml").write_text(text + asked, "utf-8")
    return made


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """The study of a cluster that asks two questions."""
    return study(read_cluster(village(tmp_path_factory.mktemp("asked"), ASKED)), draws=8)


def test_a_study_answers_as_a_seek_does(answered):
    rows = answered.tables["turning_values"].set_index("question")
    assert [*rows.columns] == [*COLUMNS[1:]]
    found = seek(answered.cluster, "finance.items.0.cost", "npv >= -400000")
    assert rows.loc["vat", "value"] == pytest.approx(found.value, rel=1e-8)
    assert [*rows["holds"]] == ["below", "nowhere", "everywhere"]
    assert math.isnan(rows.loc["slowly", "value"])


def test_the_report_says_it_in_a_sentence(answered):
    section = build_section(answered, "certainty")
    turns, never, always = section.lead[:3]
    assert turns.startswith("Cost of the vat: the net present value is at least −400,000")
    assert never.startswith("Shops in town: price: there is no value from 0")
    assert always.startswith("With the scenario “Slow joining”: ")
    assert " at every value from " in always
    asked = next(one.table for one in section.exhibits if one.key == "certainty-turning")
    assert [row[1] for row in asked.rows][1:] == [
        "the cluster pays",
        "the number of core members who join is at least 1",
    ]


def test_check_and_report_refuse_alike_with_the_place(tmp_path):
    folder = village(tmp_path, WRONG)
    found = check_cluster(folder)
    lines = str((folder / "cluster.yml").read_text("utf-8")).splitlines()
    first = next(
        number for number, line in enumerate(lines, 1) if line.startswith("  path: {set: markets.retail.prise")
    )
    said = found.as_text().splitlines()[1:]
    for offset, (name, advice) in enumerate(
        [
            ("path", "did you mean markets.retail.price"),
            ("goal", "did you mean npv"),
            ("lever", "did you mean price"),
            ("scenario", "did you mean cautious"),
        ]
    ):
        assert said[offset].startswith(f"cluster.yml:{first + offset}:")
        assert f"questions.{name}: " in said[offset]
        assert advice in said[offset]
    with pytest.raises(InputError) as refused:
        study(read_cluster(folder), draws=8)
    assert str(refused.value).splitlines() == said[:4]


def test_a_file_that_asks_nothing_shows_nothing(answered):
    silent = answered.tables | {"turning_values": answered.tables["turning_values"].iloc[:0]}
    section = build_section(type(answered)(**{**vars(answered), "tables": silent}), "certainty")
    assert not any("at which the cluster pays" in line for line in section.lead)
    assert all(one.key != "certainty-turning" for one in section.exhibits)
