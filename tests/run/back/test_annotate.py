"""A copy of the survey comes back with each finding at its cell; what is filled in there goes into corrections.yml."""

import io
import re
import zipfile
from types import SimpleNamespace

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from survey_folders import HEADER, MAP, cluster_folder, read, with_survey

from capacity.intake.changes.filled import COLUMNS, MARK, Signed
from capacity.intake.findings.issues import InputError
from capacity.run.back import annotate as module
from capacity.run.back.annotate import DRAFT, annotate, make
from capacity.run.back.take_in import take_in

ROWS = (
    ["K1", "ЛПХ", "12", "", "да"],
    ["K2", "ЛПХ", "полный двор", "", "да"],
    ["K3", "ЛПХ", "10-12", "", "нет"],
    ["=K4", "нежилой", "=1+1", "", "@да"],
)
SIGNED = Signed("Айгүл", "2026-11-02")
STATUS = "  status: {columns: [_validation_status], values: {Not Approved: exclude}}\n"
RED, AMBER, BLUE, GREY = "00F4A6A0", "00FFD27F", "00BFD7EA", "00D9D9D9"


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    """Everything is read in this process, which is quicker."""
    for place in ("capacity.run.back.annotate", "capacity.run.back.take_in"):
        monkeypatch.setattr(f"{place}.read_apart", lambda work, folder, *given: work(folder, *given))


def checked(folder, out):
    """The folder's files that came back, by name."""
    return {path.name: path for path in annotate(folder, out)}


def opened(folder, out, name="members-checked.xlsx"):
    return load_workbook(checked(folder, out)[name])


def remarks(sheet):
    """The cells with a comment: address -> its text and colour."""
    cells = (cell for row in sheet.iter_rows() for cell in row if cell.comment)
    return {cell.coordinate: (cell.comment.text, cell.fill.fgColor.rgb) for cell in cells}


def as_workbook(path, rows, *, above=0, left=0, kind="xlsx"):
    """A cluster folder with the rows in a workbook, below a title and right of empty columns; other sheets beside."""
    folder = cluster_folder(path)
    book = Workbook()
    sheet = book.active
    sheet.title = "O'Ответы"
    book.create_sheet("Findings").cell(1, 1).value = "her own sheet"
    if above:
        sheet.cell(1, 1).value = "Опрос"
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=left + len(HEADER))
    for number, row in enumerate([HEADER, *rows], start=above + 1):
        for column, text in enumerate(row, start=left + 1):
            cell = sheet.cell(number, column)
            cell.value = text or None
            cell.data_type = "s" if text else "n"
    book.save(folder / f"members.{kind}")
    return folder


def fill(path, answers, **also):
    """Write corrected answers into the sheet of findings: (row, label) -> answer."""
    book = load_workbook(path)
    sheet = next(one for one in book if one.cell(1, 1).value == MARK)
    head = next(row for row in range(1, 20) if sheet.cell(row, 1).value == COLUMNS["kind"])
    at = {name: index for index, name in enumerate(COLUMNS, start=1)}
    for row in range(head + 1, sheet.max_row + 1):
        key = (sheet.cell(row, at["row"]).value, sheet.cell(row, at["column"]).value)
        if key in answers:
            for name, value in {"set": answers[key], **also}.items():
                sheet.cell(row, at[name]).value = value
    book.save(path)
    return path


def test_a_finding_stands_at_its_cell_in_the_colour_of_its_kind(tmp_path):
    book = opened(as_workbook(tmp_path / "mini", ROWS, above=3, left=2), tmp_path / "out")
    sheet = book["O'Ответы"]
    found = remarks(sheet)
    assert {at: colour for at, (_, colour) in found.items() if at[0] != "A" and at[1:] != "4"} == {
        "E6": RED,
        "E7": BLUE,
        "D8": BLUE,
    }
    assert "this is not a number" in found["E6"][0]
    assert "write a number" in found["E6"][0]
    assert sheet["A1"].value == "Опрос"
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A1:G1"]
    assert {sheet.cell(row, 3).fill.fgColor.rgb for row in (6, 8)} == {GREY}
    assert sheet["C5"].fill.fgColor.rgb != GREY


def test_every_finding_is_listed_first_with_a_way_to_its_cell(tmp_path):
    book = opened(as_workbook(tmp_path / "mini", ROWS, above=1), tmp_path / "out")
    first = book.worksheets[0]
    assert first["A1"].value == MARK
    links = [cell.hyperlink.location for row in first.iter_rows() for cell in row if cell.hyperlink]
    assert "'O''Ответы'!C4" in links
    assert book["Findings"]["A1"].value == "her own sheet"
    assert len(book.sheetnames) == 3


def test_text_of_the_survey_never_becomes_a_formula(tmp_path):
    for name, folder in {
        "xlsx": as_workbook(tmp_path / "a" / "mini", ROWS),
        "csv": with_survey(tmp_path / "b" / "mini", [HEADER, *ROWS]),
    }.items():
        book = opened(folder, tmp_path / name)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert "=1+1" in [cell.value for cell in cells]


def test_formulas_of_hers_stand_as_their_results(tmp_path):
    folder = as_workbook(tmp_path / "mini", ROWS)
    book = load_workbook(folder / "members.xlsx")
    book["O'Ответы"]["C2"].value = '=HYPERLINK("http://x.invalid","y")'
    book.save(folder / "members.xlsx")
    cells = [cell for sheet in opened(folder, tmp_path / "out") for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}


def test_her_own_comment_and_look_stay(tmp_path):
    folder = as_workbook(tmp_path / "mini", ROWS)
    book = load_workbook(folder / "members.xlsx")
    sheet = book["O'Ответы"]
    sheet["C3"].comment = Comment("звонили", "she")
    sheet["C2"].fill = PatternFill("solid", fgColor="00ABCDEF")
    sheet.column_dimensions["C"].width = 33
    book.save(folder / "members.xlsx")
    back = opened(folder, tmp_path / "out")["O'Ответы"]
    assert back["C3"].comment.text.startswith("звонили\n\n")
    assert back["C2"].fill.fgColor.rgb == "00ABCDEF"
    assert back.column_dimensions["C"].width == 33


def test_a_finding_in_a_merged_cell_is_said_where_the_cell_begins(tmp_path):
    folder = as_workbook(tmp_path / "mini", [["K0", "ЛПХ", "7", "", "да"], *ROWS[:1]])
    book = load_workbook(folder / "members.xlsx")
    book["O'Ответы"].merge_cells("B2:C2")
    book.save(folder / "members.xlsx")
    sheet = opened(folder, tmp_path / "out")["O'Ответы"]
    assert "C2" not in remarks(sheet)
    assert "the output is missing" in remarks(sheet)["B2"][0]


def test_other_files_come_back_as_plain_workbooks_with_the_same_rows(tmp_path):
    folder = with_survey(tmp_path / "mini", [HEADER, *ROWS])
    sheet = opened(folder, tmp_path / "out")["members"]
    assert [cell.value for cell in sheet[3]] == ["K2", "ЛПХ", "полный двор", None, "да"]
    assert remarks(sheet)["C3"][1] == RED


def test_an_archive_comes_back_too_and_its_answers_go_in(tmp_path):
    folder = cluster_folder(tmp_path / "mini")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("survey.csv", "\n".join(",".join(row) for row in [HEADER, *ROWS]))
    (folder / "members.zip").write_bytes(packed.getvalue())
    path = checked(folder, tmp_path / "out")["members-checked.xlsx"]
    assert remarks(load_workbook(path).worksheets[1])["C3"][1] == RED
    take_in(folder, fill(path, {(3, "milk"): "8"}), SIGNED)
    assert read(folder).rows.used == 3


def test_each_file_of_a_folder_has_its_own_copy(tmp_path):
    folder = cluster_folder(tmp_path / "mini")
    (folder / "members").mkdir()
    for name, row in (("north.csv", ROWS[1]), ("south.csv", ["S1", "ЛПХ", "много", "", "да"])):
        text = "\n".join(";".join(one) for one in [HEADER, [f"{name[0]}9", "ЛПХ", "5", "", "да"], row])
        (folder / "members" / name).write_text(text, encoding="utf-8")
    made = checked(folder, tmp_path / "out")
    assert set(made) == {"north-checked.xlsx", "south-checked.xlsx", DRAFT}
    listed = [cell.value for row in load_workbook(made["south-checked.xlsx"]).worksheets[0].iter_rows() for cell in row]
    assert "много" in listed
    assert "полный двор" not in listed


def test_the_same_folder_gives_the_same_bytes(tmp_path):
    folder = as_workbook(tmp_path / "mini", ROWS)
    assert make(folder).files == make(folder).files


def test_drafted_entries_change_nothing_until_they_are_filled(tmp_path):
    folder = with_survey(tmp_path / "mini", [HEADER, *ROWS])
    before = read(folder)
    text = checked(folder, tmp_path / "out")[DRAFT].read_text("utf-8")
    (folder / "corrections.yml").write_text(text, encoding="utf-8")
    assert read(folder).members.equals(before.members)
    lines = [line.removeprefix("# ") for line in text.splitlines() if line.startswith(("# - ", "#   "))]
    said = "\n".join(lines).replace("set:", "set: 8").replace("who:", "who: A").replace("why:", "why: asked")
    (folder / "corrections.yml").write_text(
        "corrections:\n" + said.replace("when:", "when: 2026-11-02"), encoding="utf-8"
    )
    data = read(folder)
    assert data.rows.used == before.rows.used + 1
    assert [(one.member, one.row, one.old, one.new) for one in data.corrections] == [("K2", 3, "полный двор", "8")]


def test_filled_answers_go_in_exactly_and_nothing_is_lost(tmp_path):
    folder = with_survey(tmp_path / "mini", [HEADER, *ROWS])
    kept = (
        "# our own notes\ncorrections:\n    # first call\n"
        "    - {member: K1, column: milk, expect: 12, set: 11, who: A, when: 2026-11-01, why: 'called'} # yes\n"
    )
    (folder / "corrections.yml").write_text(kept, encoding="utf-8")
    path = fill(checked(folder, tmp_path / "out")["members-checked.xlsx"], {(3, "milk"): "8,5"}, why="called back")
    taken = take_in(folder, path, SIGNED)
    text = (folder / "corrections.yml").read_text("utf-8")
    assert text.startswith(kept)
    assert [(one["member"], one["expect"], one["set"]) for one in taken.entries] == [("K2", "полный двор", "8,5")]
    data = read(folder)
    assert data.rows.corrected == 2
    last = data.corrections[-1]
    assert (last.old, last.new, last.who, last.when, last.why) == (
        *("полный двор", "8,5", "Айгүл", "2026-11-02", "called back"),
    )
    litres = data.members.set_index("member")["current"] / (1.03 * 365 / 12)
    assert litres.round(6).to_dict() == {"K1": 11, "K2": 8.5, "K3": 11}
    again = take_in(folder, path, SIGNED)
    assert (again.entries, again.known) == ((), 1)
    assert (folder / "corrections.yml").read_text("utf-8") == text


@pytest.mark.parametrize("start", ["", "corrections:\n", "corrections: []\n", "corrections: # none yet\n"])
def test_an_empty_file_of_corrections_takes_the_first_entry(tmp_path, start):
    folder = with_survey(tmp_path / "mini", [HEADER, *ROWS])
    path = fill(checked(folder, tmp_path / "out")["members-checked.xlsx"], {(3, "milk"): 8})
    if start:
        (folder / "corrections.yml").write_text(start, encoding="utf-8")
    take_in(folder, path, SIGNED)
    assert read(folder).rows.corrected == 1


def test_a_list_in_brackets_is_left_as_it_is(tmp_path):
    folder = with_survey(tmp_path / "mini", [HEADER, *ROWS])
    text = "corrections: [{member: K1, column: milk, expect: 12, set: 11, who: A, when: 2026-11-01, why: b}]\n"
    (folder / "corrections.yml").write_text(text, encoding="utf-8")
    path = fill(checked(folder, tmp_path / "out")["members-checked.xlsx"], {(3, "milk"): "8"})
    with pytest.raises(InputError, match="cannot be added"):
        take_in(folder, path, SIGNED)
    assert (folder / "corrections.yml").read_text("utf-8") == text


def test_an_old_value_that_no_longer_stands_is_refused(tmp_path):
    folder = with_survey(tmp_path / "mini", [HEADER, *ROWS])
    path = fill(checked(folder, tmp_path / "out")["members-checked.xlsx"], {(3, "milk"): "8"})
    with_survey(folder, [HEADER, ROWS[0], ["K2", "ЛПХ", "9", "", "да"]])
    with pytest.raises(InputError, match='expected "полный двор", found "9"'):
        take_in(folder, path, SIGNED)
    assert not (folder / "corrections.yml").exists()


def test_an_answer_that_nobody_took_is_refused(tmp_path):
    folder = with_survey(tmp_path / "mini", [HEADER, *ROWS])
    path = fill(checked(folder, tmp_path / "out")["members-checked.xlsx"], {(3, "milk"): "8"})
    with pytest.raises(InputError, match="who took this answer"):
        take_in(folder, path, Signed("Айгүл"))
    with pytest.raises(InputError, match="there is no such date"):
        take_in(folder, path, Signed("Айгүл", "2026-02-30"))


@pytest.mark.parametrize(("word", "used"), [("leave out", 3), ("исключить", 3), ("алып салуу", 3)])
def test_a_row_can_be_left_out(tmp_path, word, used):
    rows = [*ROWS[:1], ROWS[2], ["K5", "ЛПХ", "5", "", "да"], ["K5", "ЛПХ", "6", "", "да"]]
    folder = with_survey(tmp_path / "mini", [HEADER, *rows])
    path = fill(checked(folder, tmp_path / "out")["members-checked.xlsx"], {(5, None): word})
    take_in(folder, path, SIGNED)
    assert read(folder).rows.used == used


@pytest.mark.parametrize("word", ["no answer", "нет ответа", "жооп жок"])
def test_an_answer_can_be_taken_back(tmp_path, word):
    folder = with_survey(tmp_path / "mini", [HEADER, *ROWS[:1], ROWS[2]])
    path = fill(checked(folder, tmp_path / "out")["members-checked.xlsx"], {(3, "milk"): word})
    assert take_in(folder, path, SIGNED).entries[0]["set"] is None


def test_what_somebody_has_filled_in_is_not_written_over(tmp_path):
    folder, out = with_survey(tmp_path / "mini", [HEADER, *ROWS]), tmp_path / "out"
    path = checked(folder, out)["members-checked.xlsx"]
    checked(folder, out)
    fill(path, {(3, "milk"): "8"})
    before = path.read_bytes()
    with pytest.raises(InputError, match="answers are filled in"):
        annotate(folder, out)
    assert path.read_bytes() == before
    take_in(folder, path, SIGNED)
    annotate(folder, out)
    path.write_bytes(b"somebody else's")
    with pytest.raises(InputError, match="not as it was made"):
        annotate(folder, out)


@pytest.mark.parametrize("place", ["mini", "mini/members", "out/mini/public", "out/personal"])
def test_answers_are_written_to_no_place_that_is_read_or_shown(tmp_path, place):
    folder = with_survey(tmp_path / "mini", [HEADER, *ROWS])
    with pytest.raises(InputError):
        annotate(folder, tmp_path / place)


def test_a_survey_of_which_no_row_can_be_used_comes_back_red(tmp_path):
    folder = with_survey(tmp_path / "mini", [HEADER, ROWS[1]])
    assert remarks(opened(folder, tmp_path / "out")["members"])["C2"][1] == RED


def test_a_workbook_whose_look_cannot_be_read_is_copied_plainly(tmp_path, monkeypatch):
    folder = as_workbook(tmp_path / "mini", ROWS, above=2)
    monkeypatch.setattr("capacity.present.checked.copies.load_workbook", SimpleNamespace())
    assert remarks(opened(folder, tmp_path / "out")["O'Ответы"])["C5"][1] == RED


def test_a_map_of_other_words_finds_the_same_cells(tmp_path):
    """A label with a group before it, as forms export it, is the same column."""
    head = ["main/id", "main/kind", "main/milk", "main/tank", "main/joins"]
    folder = with_survey(tmp_path / "mini", [head, *ROWS], survey_map=MAP)
    path = checked(folder, tmp_path / "out")["members-checked.xlsx"]
    assert remarks(load_workbook(path)["members"])["C3"][1] == RED
    take_in(folder, fill(path, {(3, "main/milk"): "8"}), SIGNED)
    assert read(folder).rows.corrected == 1
    assert module.CHECKED in path.parts


def herds(path):
    """A cluster folder with a workbook of KoboToolbox: farms, and on another sheet their cows, one of them in words."""
    current = "current: {columns: [litres], take: sum, unit: l/day}"
    folder = cluster_folder(path, re.sub(r"current: {[^\n]*}", current, MAP))
    book = Workbook()
    for row in ([*HEADER[:2], *HEADER[3:], "_index"], ["K1", "ЛПХ", "", "да", 1], ["K2", "ЛПХ", "", "нет", 2]):
        book.active.append(row)
    cows = book.create_sheet("cows")
    for row in (["litres", "_parent_index"], [9, 1], ["девять", 1], [7, 2]):
        cows.append(row)
    book.save(folder / "members.xlsx")
    return folder


def test_an_answer_of_a_repeat_is_marked_on_its_sheet_and_goes_in(tmp_path):
    folder = herds(tmp_path / "mini")
    path = checked(folder, tmp_path / "out")["members-checked.xlsx"]
    book = load_workbook(path)
    assert remarks(book["cows"])["A3"][1] == RED
    assert book["cows"]["A2"].fill.fgColor.rgb != GREY
    taken = take_in(folder, fill(path, {(3, "litres"): "11"}), SIGNED)
    assert taken.entries[0]["sheet"] == "cows"
    assert read(folder).rows.used == 2


def test_a_survey_without_the_review_of_its_map_comes_back_as_it_is_read(tmp_path):
    folder = with_survey(tmp_path / "mini", [HEADER, *ROWS], MAP + STATUS)
    assert read(folder).rows.read == 4
    assert remarks(opened(folder, tmp_path / "out").worksheets[1])["C3"][1] == RED


def test_commands_are_named_as_they_were_typed(tmp_path, monkeypatch):
    monkeypatch.setenv("CAPACITY_COMMAND", "python3 start.py")
    folder = with_survey(tmp_path / "mini", [HEADER, *ROWS])
    first = opened(folder, tmp_path / "out").worksheets[0]
    said = [str(first.cell(row, 1).value) for row in range(1, 10)]
    assert any(text.startswith("python3 start.py correct ") for text in said)
