"""Scenarios are read as they are written, and a saved one is kept only if the cluster says with it what was meant."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.intake.cluster import read_cluster
from capacity.intake.documents.document import parse_document
from capacity.intake.findings.issues import InputError
from capacity.intake.scenarios import (
    Written,
    read_written,
    scenario,
    scenario_name,
    scenario_text,
    write_scenario,
)
from capacity.intake.specs import read_specs
from capacity.run.new import make_cluster

PRICE = "markets.retail.price"
DEARER = {PRICE: [500, 600, 700, "KGS/kg", "estimate"]}


@pytest.fixture
def village(tmp_path):
    """A cluster's folder with one scenario in its cluster file: cautious."""
    return make_cluster(str(tmp_path / "village"))


def files(folder):
    """Every file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_value_is_shown_as_it_is_written_under_its_scenario(village):
    written = read_written(village)
    assert written.value("base", "links.plant.cost") == [6, 8, 10, "KGS/kg"]
    assert written.value("base", "joining.half_by") == [9, "month"]
    assert written.value("cautious", "joining.half_by") == [18, "month"]
    assert written.value("base", "classes.household.rates") is None
    assert written.value("base", "links.plant.cost.deeper") is None


def test_a_value_is_found_inside_what_a_scenario_replaced_whole_and_the_last_change_counts(village):
    sets = {"a": {"classes.x.rates": {"change": [1.1, "kg"]}}, "b": {"finance": {"items": [{"cost": [1, "KGS"]}]}}}
    sets["c"] = sets["a"] | {"classes.x.rates.change": [1.2, "kg"]}
    written = Written(village, read_written(village).document, sets, frozenset())
    assert written.value("a", "classes.x.rates.change") == [1.1, "kg"]
    assert written.value("b", "finance.items.0.cost") == [1, "KGS"]
    assert written.value("b", "finance.items.7.cost") is None
    assert written.value("c", "classes.x.rates.change") == [1.2, "kg"]
    assert list(written.changed("c", {"classes.x.rates": {}})) == ["classes.x.rates.change", "classes.x.rates"]


def test_a_changed_spec_is_the_scenarios_with_the_changes_made_last(village):
    written = read_written(village)
    spec = written.spec("cautious", {"joining.half_by": [4, "month"], **DEARER})
    assert (spec.joining.half_by.mode, spec.markets["retail"].price.mode) == (4, 600)
    with pytest.raises(InputError, match="does not measure"):
        written.spec("base", {PRICE: [5, "month"]})


def test_a_saved_scenario_stands_beside_the_others_with_its_title_and_reason(village):
    path = write_scenario(village, "dearer", "Дороже: «10 %» # да", "100 %: yes\n- no", DEARER)
    assert path == village / "scenarios" / "dearer.yml"
    specs = read_specs(village)
    assert specs["dearer"].markets["retail"].price.mode == 600
    assert specs["base"].scenarios["dearer"].title == "Дороже: «10 %» # да"
    assert specs["base"].scenarios["dearer"].reason == "100 %: yes - no"
    assert sorted(files(village / "scenarios")) == ["dearer.yml"]


plain = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**9), 10**9) | st.booleans() | st.none()
words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=12)
values = st.recursive(plain | words, lambda one: st.lists(one, max_size=4) | st.dictionaries(words, one, max_size=3))


@given(title=st.text(max_size=60), reason=st.text(max_size=60), changes=st.dictionaries(words, values, max_size=4))
def test_whatever_is_typed_reads_back_as_text_and_numbers_to_the_last_digit(title, reason, changes):
    read = parse_document(scenario_text(title, reason, changes)).data
    assert read["set"] == changes
    kept = "".join(letter if letter.isprintable() else " " for letter in title)
    assert read["title"] == " ".join(kept.split())


@pytest.mark.parametrize(
    "name",
    ["", "Dearer", "a b", "../up", "a/b", "base.yml", "1st", "_x", "con", "lpt1", "x" * 65, "молоко", "a\n", "a.b"],
)
def test_a_name_that_could_be_a_path_or_a_device_is_refused(village, name):
    before = files(village)
    with pytest.raises(InputError, match="cannot be the name"):
        write_scenario(village, name, "", "", DEARER)
    assert files(village) == before


@pytest.mark.parametrize("name", ["base", "cautious"])
def test_what_stands_in_the_cluster_file_is_never_replaced(village, name):
    with pytest.raises(InputError, match="already"):
        write_scenario(village, name, "", "", DEARER, replace=True)
    assert not (village / "scenarios").exists()


def test_a_file_is_replaced_only_if_that_is_said(village):
    path = write_scenario(village, "dearer", "First", "", DEARER)
    first = path.read_bytes()
    with pytest.raises(InputError, match="there is a scenario dearer already"):
        write_scenario(village, "dearer", "Second", "", DEARER)
    assert path.read_bytes() == first
    write_scenario(village, "dearer", "Second", "", DEARER, replace=True)
    assert read_specs(village)["base"].scenarios["dearer"].title == "Second"


@pytest.mark.parametrize(
    "changes",
    [
        {"markets.nobody.price": [1, "KGS/kg"]},
        {PRICE: [3, 2, 1, "KGS/kg"]},
        {PRICE: [float("nan"), "KGS/kg"]},
        {PRICE: "much"},
        {"joining.common_error": [0.1, "share", "nobody"]},
    ],
)
def test_what_the_cluster_could_not_be_read_with_is_not_kept(village, changes):
    before = files(village)
    with pytest.raises(InputError):
        write_scenario(village, "wrong", "", "", changes)
    assert files(village) == before


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_left(village, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    (village / "scenarios").mkdir()
    monkeypatch.setattr("capacity.intake.scenarios.os.fsync", full)
    with pytest.raises(InputError, match="No space left"):
        write_scenario(village, "dearer", "", "", DEARER)
    assert files(village / "scenarios") == {}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("More winter milk!", "more_winter_milk"),
        ("Больше молока зимой", "bolshe_moloka_zimoy"),
        ("Кышкы сүт көбүрөөк: өңдүү", "kyshky_sut_koburook_ondu_u"),
        ("Съёмщик щук", "syomshchik_shchuk"),
        ("10 % more", "s_10_more"),
        ("con", "con_"),
    ],
)
def test_a_title_in_any_language_becomes_a_file_name(title, name):
    assert scenario_name(title).replace("_", "") == name.replace("_", "")
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,63}", scenario_name(title))


@given(st.text(max_size=200))
def test_every_title_with_a_letter_becomes_a_name_that_may_be_written(title):
    if re.search("[a-zа-яөүң0-9]", title.casefold().replace("ъ", "").replace("ь", "")):
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,63}", scenario_name(title))


@pytest.mark.parametrize("title", ["", "   ", "!?", "ь", "中文"])
def test_a_title_without_any_letter_known_here_is_refused(title):
    with pytest.raises(InputError, match="no name"):
        scenario_name(title)


def test_a_scenario_from_python_is_the_one_of_a_file(village):
    cluster = read_cluster(village)
    with_it = scenario(cluster, DEARER, "dearer")
    write_scenario(village, "dearer", "Dearer", "Try", DEARER)
    assert list(with_it.specs) == ["base", "cautious", "dearer"]
    filed = read_specs(village)["dearer"]
    for one in (filed, with_it.specs["dearer"]):
        assert one.markets["retail"].price.mode == 600
    unlike = {"scenarios": {}}
    assert with_it.specs["dearer"].model_copy(update=unlike) == filed.model_copy(update=unlike)
    assert "dearer" not in cluster.specs


def test_a_scenario_from_python_may_begin_where_another_stands(village):
    with_it = scenario(read_cluster(village), DEARER, of="cautious").specs["tried"]
    assert (with_it.joining.half_by.mode, with_it.markets["retail"].price.mode) == (18, 600)


@pytest.mark.parametrize(
    ("changes", "name", "of", "words"),
    [
        ({"markets.retial.price": [1, "KGS/kg", "estimate"]}, "tried", "base", "retial"),
        ({PRICE: [500, "KGS/ha", "estimate"]}, "tried", "base", "KGS/ha"),
        (DEARER, "cautious", "base", "cautious"),
        (DEARER, "tried", "cautius", "cautious"),
    ],
)
def test_what_a_file_may_not_say_python_may_not_either(village, changes, name, of, words):
    with pytest.raises(InputError, match=words):
        scenario(read_cluster(village), changes, name, of)
