"""Surveys nobody in the project wrote are read whole: real growers, one survey in three layouts, a Kobo export."""

import csv
import gzip
import math

import pytest
import real_clusters
from real_clusters import BANDS, SAFI, SAFI_KEYS, candidates, read_rhomis, shared_data, write_growers, write_safi
from survey_folders import cluster_folder

from capacity.intake.cluster import read_cluster

DATA = shared_data()
pytestmark = pytest.mark.skipif(DATA is None, reason="shared data: ../shared is not there (or set CAPACITY_SHARED)")


@pytest.fixture(scope="module")
def groups():
    return candidates(read_rhomis(DATA / "rhomis_cleaned.csv.gz"))


def test_there_are_candidates_by_the_hundred_each_of_100_to_700_growers(groups):
    sizes = [len(growers) for growers in groups.values()]
    assert len(sizes) >= 200
    assert (min(sizes) >= 100, max(sizes) <= 700, sizes == sorted(sizes, reverse=True)) == (True, True, True)


@pytest.mark.parametrize(
    "key",
    [
        ("uganda", "central", "beans"),
        ("ethiopia", "oromia", "wheat"),
        ("kenya", "nandi", "maize"),
        ("malawi", "", "maize"),
    ],
    ids=str,
)
def test_real_growers_are_read_and_every_row_is_accounted_for(groups, tmp_path, key):
    survey = read_cluster(write_growers(tmp_path, key, groups[key])).survey
    assert survey.rows.read == len(groups[key])
    assert survey.rows.used >= 0.9 * survey.rows.read
    raw = {grower.answers[0]: grower.answers for grower in groups[key]}
    for member in survey.members.to_dict("records"):
        answers = raw[member["member"]]
        assert member["current"] * 12 == pytest.approx(float(answers[3]), rel=1e-12)
        kept = BANDS[answers[4]][1] if answers[4] else math.nan
        assert member["own_use"] == pytest.approx(kept, nan_ok=True)
        assert member["joins"] == answers[5]


def test_harvests_that_cannot_be_are_set_aside_wherever_they_occur(groups, tmp_path):
    wild = []
    for key, growers in groups.items():
        harvests = sorted(float(grower.answers[3]) for grower in growers)
        middle = harvests[len(harvests) // 2]
        if harvests[-1] > 1e4 * middle > 0:
            wild.append(key)
            survey = read_cluster(write_growers(tmp_path / str(len(wild)), key, growers)).survey
            assert survey.rows.quarantined >= 1
            assert survey.members["current"].max() * 12 < 1e4 * middle
    assert wild


def test_one_survey_in_three_layouts_gives_the_same_members(tmp_path):
    surveys = [read_cluster(write_safi(tmp_path, DATA / name)).survey for name in SAFI]
    frames = [survey.members.drop(columns=["file", "row"]) for survey in surveys]
    assert [(survey.rows.read, survey.rows.used) for survey in surveys] == [(131, 131)] * 3
    assert frames[0].equals(frames[1])
    assert frames[0].equals(frames[2])
    counted = frames[0].groupby(["cls", "place"]).size().to_dict()
    assert sum(counted.values()) == 131
    assert frames[0]["joins"].value_counts().to_dict() == {"no": 59, "": 39, "yes": 33}


@pytest.mark.parametrize("name", SAFI)
def test_questionnaires_with_one_number_are_set_aside(tmp_path, name):
    survey = read_cluster(write_safi(tmp_path, DATA / name, member=SAFI_KEYS[name])).survey
    doubled = sorted({issue.member for issue in survey.issues if issue.code == "R02"})
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        numbers = [row[SAFI_KEYS[name]] for row in csv.DictReader(stream)]
    expected = sorted({number for number in numbers if numbers.count(number) > 1})
    assert doubled == expected
    assert survey.rows.quarantined == sum(numbers.count(number) for number in expected)


KOBO = """\
  member: {columns: [X_uuid]}
  class: {columns: [consent_remote], values: {"yes": household, "no": exclude}}
  current: {columns: [num_hh_member], unit: l/day}
  joins: {columns: [pay_more_water_service], values: {"yes": [0.8, share], "no": [0.1, share], dont_know: [0.3, share]}}
"""


def test_a_kobo_export_of_348_columns_is_read(tmp_path):
    folder = cluster_folder(tmp_path, KOBO)
    source = DATA / "impact_cleaningtools_raw_data.csv"
    (folder / "members.csv").write_bytes(source.read_bytes())
    survey = read_cluster(folder).survey
    with source.open(encoding="utf-8", newline="") as stream:
        raw = list(csv.DictReader(stream))
    asked = [row for row in raw if row["consent_remote"] == "yes" and row["num_hh_member"]]
    assert (survey.rows.read, survey.rows.used) == (len(raw), len(asked))
    total = sum(float(row["num_hh_member"]) for row in asked) * 1.03 * 365 / 12
    assert survey.members["current"].sum() == pytest.approx(total)
    assert [issue.code for issue in survey.issues if issue.severity == "note"].count("H10") == 1


def test_the_script_writes_what_it_is_asked_for(tmp_path):
    small = tmp_path / "small.csv.gz"
    with gzip.open(DATA / "rhomis_cleaned.csv.gz", "rt", encoding="utf-8") as source:
        head = [next(source) for _ in range(3000)]
    with gzip.open(small, "wt", encoding="utf-8") as target:
        target.writelines(head)
    key = next(iter(candidates(read_rhomis(small))))
    given = ["--rhomis", str(small)]
    one = ["--country", key[0], "--region", key[1], "--crop", key[2]]
    assert len(real_clusters.main([str(tmp_path / "a"), *given, *one])) == 1
    assert len(real_clusters.main([str(tmp_path / "b"), *given, "--candidates", "3"])) == 3
    assert len(real_clusters.main([str(tmp_path / "c"), "--safi", str(DATA)])) == 3
    with pytest.raises(SystemExit):
        real_clusters.main([str(tmp_path / "d"), *given, "--country", "atlantis", "--crop", "orichalcum"])
