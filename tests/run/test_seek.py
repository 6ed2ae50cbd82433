"""`capacity seek`: a turning value with its unit and bounds, never as an answer, and refusals that name the nearest."""

import json

import pytest

from capacity.intake.cluster_book.found import cluster_document
from capacity.intake.findings.issues import InputError
from capacity.run import seek
from capacity.run.cli import main
from capacity.run.new import make_cluster


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """The folder of a new cluster."""
    return make_cluster(str(tmp_path_factory.mktemp("seek") / "village"))


def test_the_value_its_unit_what_it_is_today_and_between_which_values_was_looked(village, capsys):
    assert main(["seek", str(village), "--set", "joining.half_by", "--until", "heads >= 1"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "joining.half_by: never (today 9 month)"
    assert said[1].startswith("heads >= 1 holds everywhere between the values looked at; today it is ")
    assert said[2].startswith("looked from ")
    assert main(["seek", str(village), "--set", "finance.items.0.cost", "--until", "npv = -400000"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("finance.items.0.cost: ")
    assert "KGS (today " in said[0]
    assert said[1].startswith("npv is -400000 KGS there and is more below it; today it is -")
    assert said[3] == "a straight line there: exact"


def test_programs_get_json(village, capsys):
    asked = ["seek", str(village), "--set", "links.plant.minimum_load", "--until", "months_below<=2", "--json"]
    assert main(asked) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["set"], said["until"]) == ("links.plant.minimum_load", "months_below <= 2")
    assert said["looked"][0] <= said["today"] <= said["looked"][1]
    assert said["measure_unit"] == "month"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--set", "markets.retail.prise", "--until", "npv = 0"], "did you mean markets.retail.price"),
        (["--set", "markets.retail.price", "--until", "nvp = 0"], "did you mean npv?"),
        (["--set", "markets.retail.price", "--until", "npv ~ 0"], "write MEASURE[@WHO]"),
        (["--set", "markets.retail.price", "--until", "npv = 0", "--scenario", "cautios"], "did you mean cautious?"),
        (["--set", "markets.retail.price"], "Missing option '--until'"),
    ],
)
def test_what_is_not_known_ends_with_2_and_the_nearest_name(village, asked, words, capsys):
    assert main(["seek", str(village), *asked]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_what_the_model_refuses_is_said_of_the_line_of_the_description(village, monkeypatch, capsys):
    def refuse(cluster, *_):
        raise InputError(f"{cluster.slug} cannot be", file="cluster.yml", column="links", code="Y32")

    monkeypatch.setattr(seek, "seek", refuse)
    assert main(["seek", str(village), "--set", "joining.half_by", "--until", "heads >= 1"]) == 2
    assert cluster_document(village).where(("links",)) in capsys.readouterr().err
