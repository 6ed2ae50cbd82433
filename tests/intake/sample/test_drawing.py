"""A stated design gives members their weights; what does not fit it is refused with its place and what to do."""

import numpy as np
import pytest
from survey_folders import CLUSTER, HEADER, MAP, cluster_folder, read

from capacity.intake.cluster_file.schema import Scenario
from capacity.intake.documents.document import read_document
from capacity.intake.findings.issues import InputError
from capacity.intake.specs import read_specs, scenario_spec

KINDS = ["ЛПХ"] * 6 + ["пункт"] * 2
VILLAGES = ["Ак-Суу", "Ак-Суу", "ак-суу ", "Беш-Таш", "Беш-Таш", "Кум", "Ак-Суу", "Кум"]
STRATUM, VILLAGE = "  stratum: {columns: [zone]}\n", "  cluster: {columns: [village]}\n"
ZONES = ["верх"] * 5 + ["низ"] * 3


def survey(path, design, extra="", kinds=KINDS, villages=VILLAGES, weights=(1,) * 8):
    """The survey of these kinds from these villages and zones, under a design."""
    text = f"{MAP}{extra}  design: {design}\n" if design else MAP + extra
    folder = cluster_folder(path, text, CLUSTER)
    asked = zip(kinds, villages, ZONES, weights, strict=True)
    rows = [
        [f"K{n}", kind, "12", "3", "да", village, zone, str(weight)]
        for n, (kind, village, zone, weight) in enumerate(asked)
    ]
    lines = [";".join(row) for row in [[*HEADER, "village", "zone", "stands"], *rows]]
    (folder / "members.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read(folder).members


def test_without_a_design_members_are_read_as_before(tmp_path):
    members = survey(tmp_path, None)
    assert (members["weight"] == 1).all()
    assert "stratum" not in members


def test_a_simple_sample_stands_for_all_alike(tmp_path):
    members = survey(tmp_path, "{population: [200, member]}")
    assert members["weight"].tolist() == [25.0] * 8
    assert members["units"].tolist() == [200] * 8


def test_classes_are_the_strata_where_no_column_tells(tmp_path):
    members = survey(tmp_path, "{population: {household: [60, member], point: [2, member]}}")
    assert members["weight"].tolist() == [10.0] * 6 + [1.0] * 2


@pytest.mark.parametrize("names", [("верх", "низ"), ("Верх", "НИЗ"), ('" верх"', "низ")])
def test_strata_by_a_column_in_any_case(tmp_path, names):
    one, other = names
    members = survey(tmp_path, f"{{population: {{{one}: [50, member], {other}: [30, member]}}}}", STRATUM)
    assert members["weight"].tolist() == [10.0] * 8
    assert set(members["stratum"]) == {"верх", "низ"}


def test_answers_of_the_strata_may_be_renamed(tmp_path):
    extra = '  stratum: {columns: [zone], values: {верх: upper, "низ": lower}}\n'
    members = survey(tmp_path, "{population: {upper: [50, member], lower: [30, member]}}", extra)
    assert members["stratum"].tolist() == ["upper"] * 5 + ["lower"] * 3


def test_all_of_a_drawn_village_stand_for_other_villages(tmp_path):
    """Three of twelve villages; spellings of one are one."""
    members = survey(tmp_path, "{clusters: [12, piece]}", VILLAGE)
    assert members["weight"].tolist() == [4.0] * 8
    assert members["cluster"].nunique() == 3


def test_two_stages_multiply(tmp_path):
    """Three of twelve villages, of Ak-Suu 4 of 40."""
    inside = "{Ак-Суу: [40, member], Беш-Таш: [20, member], Кум: [2, member]}"
    members = survey(tmp_path, f"{{clusters: [12, piece], inside: {inside}}}", VILLAGE)
    assert members["weight"].tolist() == [40, 40, 40, 40, 40, 4, 40, 4]


def test_who_answered_stands_for_the_silent_of_the_class(tmp_path):
    members = survey(tmp_path, "{asked: {household: [9, member]}}")
    assert members["weight"].tolist() == [1.5] * 6 + [1.0] * 2
    assert members["units"].tolist() == [6.0] * 6 + [2.0] * 2


def test_non_response_keeps_the_stated_populations(tmp_path):
    """In a zone households, of whom half answered, count for twice as many as points."""
    design = "{asked: {household: [12, member]}, population: {верх: [50, member], низ: [20, member]}}"
    members = survey(tmp_path, design, STRATUM)
    assert members["weight"].tolist() == pytest.approx([10.0] * 5 + [10, 5, 5])


def test_known_totals_come_out(tmp_path):
    one = survey(tmp_path / "one", "{totals: {class: {household: [90, member], point: [4, member]}}}")
    assert one["weight"].tolist() == [15.0] * 6 + [2.0] * 2
    places = "{Ак-Суу: [60, member], Беш-Таш: [20, member], Кум: [14, member]}"
    totals = f"{{class: {{household: [90, member], point: [4, member]}}, place: {places}}}"
    both = survey(tmp_path / "both", f"{{totals: {totals}}}", "  place: {columns: [village]}\n")
    assert both.groupby("cls")["weight"].sum().tolist() == pytest.approx([90, 4])
    assert both.groupby("place")["weight"].sum().tolist() == pytest.approx([60, 20, 14])


def test_stated_weights_stay_and_the_population_is_finite(tmp_path):
    extra = "  weight: {columns: [stands]}\n"
    design = "{population: {household: [60, member], point: [4, member]}}"
    members = survey(tmp_path, design, extra, weights=[8, 8, 8, 12, 12, 12, 2, 2])
    assert members["weight"].tolist() == [8, 8, 8, 12, 12, 12, 2, 2]
    assert members["units"].tolist() == [60] * 6 + [4] * 2


def test_a_member_without_its_village_is_set_aside(tmp_path):
    villages = ["Ак-Суу", "", *VILLAGES[2:]]
    members = survey(tmp_path, "{clusters: [12, piece]}", VILLAGE, villages=villages)
    assert members["member"].tolist() == ["K0", *(f"K{n}" for n in range(2, 8))]


TWO = "household: [60, member], point: [4, member]"


@pytest.mark.parametrize(
    ("design", "extra", "said"),
    [
        ("{population: {household: [60, member]}}", "", '2 members are of "point", of which no number is stated'),
        (f"{{population: {{{TWO}, anchor: [1, member]}}}}", "", 'nobody who was asked is of "anchor"'),
        ("{population: {household: [5, member], point: [4, member]}}", "", '"household" there are 5, but 6 were asked'),
        ("{population: [7, member]}", "", "there are 7, but 8 were asked"),
        ("{population: [0, member]}", "", "a count is one number above 0"),
        ("{population: [100, 200, 300, member]}", "", "a count is one number above 0"),
        ("{population: [70, ha]}", "", "member"),
        ("{asked: {household: [5, member]}}", "", "5 of the class household were asked, but 6 answered"),
        ("{asked: {house: [5, member]}}", "", 'nobody who was asked is of "house"'),
        ("{clusters: [12, piece]}", "", "no column tells the cluster"),
        ("{inside: {Кум: [12, member]}}", "", "no column tells the cluster"),
        ("{single: adjust}", VILLAGE, "nothing says how many the members stand for"),
        (f"{{clusters: [12, piece], population: {{{TWO}}}}}", VILLAGE, "it is one or the other"),
        ("{clusters: [2, piece]}", VILLAGE, "there are 2, but 3 were asked"),
        (
            "{clusters: [9, piece], inside: {Ак-Суу: [3, member], Беш-Таш: [9, member], Кум: [9, member]}}",
            VILLAGE,
            '"Ак-Суу" there are 3, but 4 were asked',
        ),
        ("{totals: {class: {household: [90, member]}}}", "", 'members are of "point"'),
        ("{totals: {sort: {household: [90, member]}}}", "", "sort"),
        ("{single: middle}", "", "single"),
        ("{populaton: [90, member]}", "", '"populaton"'),
        ("{overstated: [9, share]}", "", "overstated is 9 share"),
        (None, VILLAGE, "nothing says what the cluster was drawn from"),
        (None, STRATUM, "nothing says what the stratum was drawn from"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, design, extra, said):
    with pytest.raises(InputError) as refused:
        survey(tmp_path, design, extra)
    assert said in str(refused.value)
    assert "cluster.yml:" in str(refused.value)


@pytest.mark.parametrize(("single", "refused"), [("", True), (", single: average", False), (", single: adjust", False)])
def test_one_of_several_is_refused_unless_the_file_says_what_it_counts_for(tmp_path, single, refused):
    """One point of three; a stratum of one is a census."""
    kinds = ["ЛПХ"] * 7 + ["пункт"]
    for there in (1, 3):
        design = f"{{population: {{household: [60, member], point: [{there}, member]}}{single}}}"
        if refused and there > 1:
            with pytest.raises(InputError, match='of the stratum "point" one member of 3 was asked'):
                survey(tmp_path / str(there), design, kinds=kinds)
        else:
            assert survey(tmp_path / str(there), design, kinds=kinds)["weight"].iloc[-1] == there


def test_margins_that_cannot_both_hold_are_refused(tmp_path):
    totals = "{class: {household: [90, member], point: [4, member]}, stratum: {верх: [50, member], низ: [40, member]}}"
    with pytest.raises(InputError, match="make them sum to the same"):
        survey(tmp_path, f"{{totals: {totals}}}", STRATUM)


def test_a_scenario_may_change_the_over_statement_only(tmp_path):
    """Weights were made with the base's design."""
    survey(tmp_path, "{population: [200, member], overstated: [0.8, 0.9, 1, share]}")
    document, base = read_document(tmp_path / "cluster.yml"), read_specs(tmp_path)["base"]
    less = Scenario(set={"survey.design.overstated": [0.7, "share"]})
    assert scenario_spec(document, base, "less", less).survey.design.overstated.mode == 0.7
    with pytest.raises(InputError, match=r"a scenario cannot change survey\.design"):
        scenario_spec(document, base, "more", Scenario(set={"survey.design.population": [300, "member"]}))


def test_weights_count_in_what_the_silent_say(tmp_path):
    """The likeness of who did not answer is by the design's weights."""
    folder = cluster_folder(tmp_path, f"{MAP}{STRATUM}  design: {{population: {{a: [90, member], b: [4, member]}}}}\n")
    lines = ["K0;ЛПХ;12;3;да;a", "K1;ЛПХ;12;3;да;a", "K2;ЛПХ;12;3;нет;b", "K3;ЛПХ;12;3;;b"]
    text = "\n".join([";".join([*HEADER, "zone"]), *lines]) + "\n"
    (folder / "members.csv").write_text(text, encoding="utf-8")
    like = dict(read(folder).members["like"].iloc[-1])
    np.testing.assert_allclose([like["да"], like["нет"]], [90 / 92, 2 / 92])


PHASE = (
    "  phase: {columns: [full], values: {да: full, ооба: да, нет: list, жок: list}}\n  place: {columns: [village]}\n"
)


def listed(path, design, extra=PHASE, more=(), full=("да", "ооба"), only=("нет", "жок")):
    """Forty on a quick list at two villages, every fourth of them interviewed."""
    folder = cluster_folder(path, f"{MAP}{extra}  design: {design}\n", CLUSTER)
    rows = []
    for n in range(40):
        asked = n % 4 == 0
        kind, village = "ЛПХ" if n < 32 else "пункт", ["Ак-Суу", "Кум"][n // 4 % 2]
        answers = ["12", "3", "да"] if asked else ["", "", ""]
        rows.append([f"K{n}", kind, *answers, village, (full if asked else only)[n % 2]])
    lines = [";".join(row) for row in [[*HEADER, "village", "full"], *rows, *more]]
    (folder / "members.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read(folder)


def test_those_interviewed_stand_for_the_list_of_their_class(tmp_path):
    """Nothing is set aside: who is on the list only has no figures and is counted as such."""
    survey = listed(tmp_path, "{list_by: [class]}")
    assert survey.rows.reasons == {"listed": 30}
    assert survey.rows.quarantined == 0
    assert survey.members.groupby("cls")["weight"].agg(["size", "first"]).to_numpy().tolist() == [[8, 4.0], [2, 4.0]]
    assert set(survey.members["units"]) == {40.0}
    assert len(survey.listed) == 30
    assert [issue.code for issue in survey.issues] == ["R35"]
    assert "10 of 40 on the list were interviewed (household 8/32; point 2/8)" in survey.issues[0].problem


def test_the_classes_are_the_groups_of_a_list_where_none_are_stated(tmp_path):
    one, other = listed(tmp_path / "one", "{}"), listed(tmp_path / "other", "{list_by: [class]}")
    assert one.members.equals(other.members)


def test_a_list_of_a_part_stands_for_all_there_are(tmp_path):
    """Forty of 80 were called: by their number in all, and by class."""
    whole = listed(tmp_path / "one", "{list_by: [class, place], population: [80, member], single: average}").members
    assert whole["weight"].sum() == pytest.approx(80)
    assert set(whole["group"]) == {"household, Ак-Суу", "household, Кум", "point, Ак-Суу", "point, Кум"}
    assert set(whole["stratum"]) == {""}
    by_class = listed(tmp_path / "two", "{population: {household: [100, member], point: [9, member]}}").members
    assert by_class.groupby("cls")["weight"].sum().tolist() == pytest.approx([100, 9])
    assert by_class.groupby("cls")["first"].first().tolist() == [32, 8]


def test_a_list_that_is_kept_elsewhere_is_counted_in_the_file(tmp_path):
    members = survey(tmp_path / "one", "{listed: {household: [60, member], point: [4, member]}}")
    assert members.groupby("cls")["weight"].first().tolist() == [10, 2]
    whole = survey(
        tmp_path / "two", "{listed: {household: [60, member], point: [4, member]}, population: [128, member]}"
    )
    assert whole.groupby("cls")["weight"].first().tolist() == [20, 4]
    places = "{list_by: [place], listed: {ак-суу: [8, member], Беш-Таш: [9, member], Кум: [10, member]}}"
    place = survey(tmp_path / "three", places, "  place: {columns: [village]}\n")
    assert place.groupby("place")["weight"].first().tolist() == [2, 4.5, 5]


def test_an_interview_set_aside_still_is_on_the_list(tmp_path):
    survey = listed(tmp_path, "{}", more=[["K40", "ЛПХ", "many", "3", "да", "Кум", "да"]])
    assert survey.rows.quarantined == 1
    assert survey.members.loc[survey.members["cls"] == "household", "listed"].iloc[0] == 33


def test_a_line_of_the_list_and_an_interview_of_one_are_one(tmp_path):
    """The list above, the interviews below it, or the other way round."""
    twice = listed(tmp_path, "{}", more=[[f"K{n}", "ЛПХ", "", "", "", "Кум", "нет"] for n in (0, 4)])
    assert twice.rows.reasons == {"listed": 32}
    assert twice.members["weight"].sum() == 40
    assert len(twice.listed) == 30


@pytest.mark.parametrize(
    ("design", "extra", "said"),
    [
        ("{population: [30, member]}", PHASE, "there are 30, but 40 are on the list"),
        ("{asked: {household: [9, member]}}", PHASE, "also for the silent"),
        ("{list_by: [stratum]}", PHASE, "no column tells the stratum"),
        ("{list_by: [village]}", PHASE, "village"),
        ("{listed: {household: [32, member], point: [8, member]}}", PHASE, "the list is counted from survey.phase"),
        ("{list_by: [class, place]}", PHASE, 'of the group "point, Ак-Суу" one member of 4 was asked'),
        ("{}", f"{PHASE}  weight: {{columns: [milk]}}\n", "two phases have weights of their own"),
        ("{inside: {Кум: [9, member]}}", f"{PHASE}  cluster: {{columns: [village]}}\n", "it is one or the other"),
        ("{list_by: [class]}", "", "nothing tells who is on the list"),
        ("{listed: {household: [5, member], point: [8, member]}}", "", "there are 5, but"),
        ("{listed: {household: [50, member]}}", "", 'of "point", of which no number is stated'),
        ("{listed: {household: [50, member], herder: [8, member]}}", "", 'nobody who was asked is of "herder"'),
        ("{}", "  phase: {columns: [full], values: {да: full, нет: no}}\n", "tells no phase"),
        ("{}", "  phase: {columns: [full], values: {да: full}}\n", "the answers do not tell who was interviewed"),
    ],
)
def test_two_phases_that_do_not_fit_are_refused(tmp_path, design, extra, said):
    with pytest.raises(InputError) as refused:
        listed(tmp_path, design, extra)
    assert said in str(refused.value)


def test_a_phase_needs_a_design_and_somebody_on_the_list(tmp_path):
    folder = cluster_folder(tmp_path, f"{MAP}  phase: {{columns: [full], values: {{да: full, нет: list}}}}\n", CLUSTER)
    (folder / "members.csv").write_text(";".join([*HEADER, "full"]) + "\nK0;ЛПХ;12;3;да;да\n", encoding="utf-8")
    with pytest.raises(InputError, match="nothing says what the phase was drawn from"):
        read(folder)
    with pytest.raises(InputError, match="nobody is on the list only"):
        listed(tmp_path / "one", "{}", only=("да", "да"))


def test_a_group_of_the_list_without_an_interview_is_refused(tmp_path):
    more = [[f"K{n}", "ЛПХ", "", "", "", "Тоо", "нет"] for n in (50, 51)]
    with pytest.raises(InputError, match='2 on the list are of "household, Тоо", of whom nobody was interviewed'):
        listed(tmp_path, "{list_by: [class, place]}", more=more)


def test_one_number_for_several_strata_is_refused(tmp_path):
    """It would count everybody once for each stratum."""
    with pytest.raises(InputError, match="one number, but the members were drawn from 2 strata"):
        survey(tmp_path / "one", "{population: [200, member]}", STRATUM)
    with pytest.raises(InputError, match="one number, but the members were drawn from 2 strata"):
        survey(tmp_path / "two", "{clusters: [20, piece]}", STRATUM + VILLAGE)
