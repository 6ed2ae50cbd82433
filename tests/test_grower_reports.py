"""Growers who only sell, while no class runs the plant, get their report: real candidates, and a group like them."""

import pytest
from real_clusters import Grower, candidates, read_rhomis, shared_data, write_growers
from whole_study import whole_study

DATA = shared_data()
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


@pytest.mark.long
@pytest.mark.skipif(DATA is None, reason="shared data: ../shared is not there (or set CAPACITY_SHARED)")
def test_every_real_candidate_gets_its_whole_study(tmp_path):
    groups = candidates(read_rhomis(DATA / "rhomis_cleaned.csv.gz"))
    for number, (key, growers) in enumerate(groups.items()):
        whole_study(write_growers(tmp_path, key, growers), tmp_path / f"out{number}")
