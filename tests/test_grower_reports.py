"""Growers who only sell, while no class runs the plant, get their report: real candidates, and a group like them."""

import sys

import pytest
from real_clusters import Grower, candidates, read_rhomis, shared_data, write_growers
from whole_study import whole_study

DATA = shared_data()
FEWEST, SOME = 30, 24
real = pytest.mark.skipif(DATA is None, reason="shared data: ../shared is not there (or set CAPACITY_SHARED)")
WORDS = ("all", "most", "half", "underhalf", "little", "none", "")


def test_growers_of_one_crop_get_their_whole_study(tmp_path):
    key = ("atlantis", "coast", "beans")
    growers = [
        Grower(
            *key,
            (f"g{n}", "coast", "beans", str(60 + 37 * n % 400), WORDS[n % 7], ("yes", "no")[n % 3 == 0], "", "", ""),
        )
        for n in range(120)
    ]
    found = whole_study(write_growers(tmp_path, key, growers), tmp_path / "out")
    assert found.cluster.survey.rows.used == 120
    now, best = found.tables["agreement"]["probability_nobody_loses"]
    assert now == best, "nothing changes hands inside the chain, so no price there helps"


@pytest.fixture(scope="module")
def groups():
    """Every (country, region, crop) of the file that at least 30 households grow, the most first."""
    return list(candidates(read_rhomis(DATA / "rhomis_cleaned.csv.gz"), FEWEST, sys.maxsize).items())


def study_each(groups, place):
    """Make the whole study of each group of growers, in folders of their own."""
    for number, (key, growers) in enumerate(groups):
        whole_study(write_growers(place / str(number), key, growers), place / f"out{number}")


@real
@pytest.mark.parametrize("part", range(SOME))
def test_real_candidates_of_every_size_get_their_whole_study(groups, part, tmp_path):
    study_each(groups[part * (len(groups) // SOME) :][:1], tmp_path)


@pytest.mark.long
@real
@pytest.mark.parametrize("part", range(SOME))
def test_every_real_candidate_gets_its_whole_study(groups, part, tmp_path):
    assert len(groups) > 600
    study_each(groups[part::SOME], tmp_path)
