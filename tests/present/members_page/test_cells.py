from dataclasses import replace

import pytest
from fake_study import FakeCluster, empty_study, fake_study

from capacity.present.members_page.behind import who_stands_behind
from capacity.present.members_page.cells import release, wanted
from capacity.present.members_page.release import has_waiver

STUDY = fake_study()


def with_members(members, **classes):
    """The study with other members, and classes changed."""
    spec = STUDY.cluster.spec
    changed = {name: spec.classes[name].model_copy(update=update) for name, update in classes.items()}
    spec = spec.model_copy(update={"classes": {**spec.classes, **changed}})
    survey = replace_members(members)
    return replace(STUDY, cluster=FakeCluster("chui-dairy", dict.fromkeys(STUDY.cluster.specs, spec), survey))


def replace_members(members):
    survey = type(STUDY.cluster.survey)(**vars(STUDY.cluster.survey))
    survey.members = members
    return survey


def topics(names):
    return {name.partition(".")[0] for name in names}


def test_what_many_give_together_is_shown_to_three_digits():
    shown = release(STUDY)
    assert shown.number("year.raw_milk") == 1780.0
    assert shown.number("members.surveyed") == 82.0
    assert len(shown.named("month.raw_milk.")) == 12


def test_the_anchor_is_shown_because_its_class_has_a_dated_waiver():
    assert len(release(STUDY).named("stands.pasteurising.")) == 12


def test_without_a_dated_waiver_the_anchor_is_withheld():
    for waiver in (None, "", "yes", "soon"):
        hidden = release(with_members(STUDY.cluster.survey.members, anchor={"waiver": waiver}))
        assert hidden.named("stands.") == {}
        assert hidden.number("light.volume") is None
        assert {"stands", "light", "output"} <= topics(hidden.withheld)


def test_products_of_one_input_are_shown_together_or_not_at_all():
    everybody = {name: {"waiver": "2026-10-12"} for name in ("shop", "point")}
    assert release(STUDY).named("output.") == {}
    both = release(with_members(STUDY.cluster.survey.members, **everybody))
    assert {name.split(".")[0] for name in both.named("output.")} == {"milk", "cheese"}
    del everybody["shop"]
    assert release(with_members(STUDY.cluster.survey.members, **everybody)).named("output.") == {}


def test_a_link_on_the_way_that_few_run_is_withheld_with_all_that_passes_it():
    assert release(with_members(STUDY.cluster.survey.members, shop={"waiver": "2026-10-12"})).named("output.") == {}


def test_months_are_withheld_where_one_season_belongs_to_few():
    members = STUDY.cluster.survey.members
    few = members[(members["cls"] != "commercial") | (members["member"] == "C-001")]
    hidden = release(with_members(few))
    assert hidden.named("month.") == {}
    assert hidden.named("supply.") == {}
    assert hidden.number("year.raw_milk") is not None


def test_members_of_one_owner_count_once():
    members = STUDY.cluster.survey.members.assign(owner="one family")
    assert topics(release(with_members(members)).cleared) <= {"light", "members", "first"}
    assert release(with_members(members)).number("members.surveyed") is None


def test_control_information_stays_inside():
    for one in wanted(STUDY, who_stands_behind(STUDY)):
        for cell in one.cells:
            assert all(len(body.largest) <= 3 for body in cell.bodies)
            assert "C-001" not in repr(cell)
    assert not hasattr(release(STUDY), "cells")


def test_an_empty_study_has_only_what_speaks_of_nobody():
    assert topics(release(empty_study()).cleared) == {"members", "alone"}


@pytest.mark.parametrize(("waiver", "valid"), [("2026-10-12", True), ("2026-10", True), ("", False), ("yes", False)])
def test_a_waiver_carries_its_date(waiver, valid):
    spec = with_members(STUDY.cluster.survey.members, shop={"waiver": waiver}).cluster.spec
    assert has_waiver(spec, "shop") is valid
    assert has_waiver(spec, "nobody") is False
