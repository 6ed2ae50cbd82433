"""corrections.yml changes what is read, never the file; a line that does not fit is refused with its place."""

import pytest
from survey_folders import issues, read, with_members

from capacity.intake.findings.issues import InputError

WHO = "who: Айгүл, when: 2026-11-02, why: asked again"
MEMBERS = (["K1", "ЛПХ", "1200", "", "да"], ["K2", "ЛПХ", "полный двор", "", "да"], ["K2 ", "ЛПХ", "7", "", "нет"])
HEAD = "corrections:\n"


def corrected(path, *lines, head=HEAD):
    folder = with_members(path, *MEMBERS)
    (folder / "corrections.yml").write_text(head + "".join(f"  - {line}\n" for line in lines), encoding="utf-8")
    return folder


def refused(path, *lines, head=HEAD):
    with pytest.raises(InputError) as caught:
        read(corrected(path, *lines, head=head))
    return caught.value.issues


def milk(data):
    litres = data.members["current"] / (1.03 * 365 / 12)
    return dict(zip(data.members["member"], litres.round(6), strict=True))


def test_a_figure_is_corrected_before_it_is_parsed(tmp_path):
    lines = [
        f'{{member: K1, column: milk, expect: 1200, set: "12,5 л", {WHO}}}',
        f"{{row: 3, column: milk, expect: полный двор, set: 8, {WHO}}}",
        f"{{member: K2, row: 4, action: drop, {WHO}}}",
    ]
    data = read(corrected(tmp_path, *lines))
    assert milk(data) == {"K1": 12.5, "K2": 8}
    assert (data.rows.used, data.rows.excluded, data.rows.corrected) == (2, 1, 3)
    assert [(item.row, item.member, item.old, item.new, item.action) for item in data.corrections] == [
        (2, "K1", "1200", "12,5 л", "set"),
        (3, "K2", "полный двор", "8", "set"),
        (4, "K2", "", "", "drop"),
    ]
    assert {(item.who, item.when, item.why) for item in data.corrections} == {("Айгүл", "2026-11-02", "asked again")}


def test_the_raw_file_stays_as_it_came(tmp_path):
    folder = corrected(tmp_path, f"{{member: K1, column: milk, expect: 1200, set: 12, {WHO}}}")
    before = (folder / "members.csv").read_bytes()
    read(folder)
    assert (folder / "members.csv").read_bytes() == before


def test_corrections_follow_each_other(tmp_path):
    lines = [
        f"{{member: K1, column: milk, expect: 1200, set: 120, {WHO}}}",
        f"{{member: K1, column: milk, expect: 120, set: 12, {WHO}}}",
    ]
    data = read(corrected(tmp_path, *lines))
    assert (milk(data)["K1"], data.rows.corrected, len(data.corrections)) == (12, 1, 2)


@pytest.mark.parametrize("expect", ["1200", '"1200"', "1200.0", '"1 200"', '" 1200 "'])
def test_the_old_value_may_be_written_as_it_is_or_as_its_number(tmp_path, expect):
    data = read(corrected(tmp_path, f"{{member: K1, column: milk, expect: {expect}, set: 12, {WHO}}}"))
    assert milk(data)["K1"] == 12


def test_a_blank_is_expected_as_null(tmp_path):
    folder = with_members(tmp_path, ["K1", "ЛПХ", "12", "", ""])
    line = f"  - {{member: K1, column: joins, expect: null, set: да, {WHO}}}\n"
    (folder / "corrections.yml").write_text(HEAD + line, encoding="utf-8")
    assert list(read(folder).members["joins"]) == ["да"]


def test_doubled_ids_are_decided_by_dropping_a_row(tmp_path):
    data = read(corrected(tmp_path, f"{{row: 3, action: drop, {WHO}}}"))
    assert (milk(data)["K2"], issues(data, "quarantine")) == (7, [])


@pytest.mark.parametrize(
    ("line", "problem", "fix"),
    [
        ("{member: K1, column: milk, expect: 1300, set: 12, WHO}", 'expected "1300", found "1200"', "expect: 1200"),
        ("{member: K9, column: milk, expect: 1, set: 2, WHO}", "no row of the survey is member K9", "did you mean K"),
        ("{row: 99, column: milk, expect: 1, set: 2, WHO}", "no row of the survey is row 99", "check the row"),
        ("{member: K2, column: milk, expect: 7, set: 2, WHO}", "2 rows are member K2", "by row:"),
        ("{member: K1, column: mlik, expect: 1200, set: 2, WHO}", '"mlik" is not a column', "did you mean milk?"),
        ("{member: K1, file: other.csv, column: milk, expect: 1, set: 2, WHO}", "no row", "check the row"),
        ("{member: K1, column: milk, set: 12, WHO}", '"expect" is missing', "write it as in"),
        ("{member: K1, column: milk, expect: 1200, WHO}", '"set" is missing', "write it as in"),
        ("{column: milk, expect: 1200, set: 1, WHO}", '"member" is missing', "write it as in"),
        ("{member: K1, column: milk, expect: 1200, set: 1, who: A, when: B}", '"why" is missing', "write it as in"),
        ("{member: K1, column: milk, expect: 1200, sett: 1, WHO}", '"sett" is not known', "did you mean set?"),
        ("{member: K1, action: remove, column: milk, expect: 1200, set: 1, WHO}", "the action is not known", "drop"),
        ("{member: K1, row: two, column: milk, expect: 1200, set: 1, WHO}", "row is not a whole number", "as Excel"),
        ("just words", "is missing", "write it as in"),
    ],
)
def test_a_line_that_does_not_fit_is_refused_with_its_place(tmp_path, line, problem, fix):
    found = refused(tmp_path, line.replace("WHO", WHO))
    (issue,) = [issue for issue in found if problem in issue.problem][:1]
    assert issue.file.startswith("corrections.yml:2:")
    assert fix in issue.fix


def test_all_bad_lines_are_named_at_once(tmp_path):
    found = refused(tmp_path, *[f"{{member: K{n}, column: milk, expect: 0, set: 1, {WHO}}}" for n in (7, 8, 9)])
    assert [issue.file for issue in found] == [f"corrections.yml:{line}:5" for line in (2, 3, 4)]


@pytest.mark.parametrize("head", ["correction:\n", "corrections: {}\n", "- a\n"])
def test_a_file_of_another_form_is_refused(tmp_path, head):
    folder = corrected(tmp_path)
    (folder / "corrections.yml").write_text(head, encoding="utf-8")
    with pytest.raises(InputError):
        read(folder)


def test_an_empty_file_corrects_nothing(tmp_path):
    assert read(corrected(tmp_path)).rows.corrected == 0


def test_a_correction_set_as_a_number_is_no_ambiguous_text(tmp_path):
    data = read(corrected(tmp_path, f"{{member: K1, column: milk, expect: 1200, set: 1.234, {WHO}}}"))
    assert milk(data)["K1"] == 1.234
