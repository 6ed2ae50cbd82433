"""Damaged and random survey files: read, or refused with InputError; no row lost, no crash, no hang.

A survey that is only written otherwise (its order, blank lines, columns, blanks, case, letters, file) says the same.
"""

import io
import random
import shutil
import time
import zipfile

import pytest
from survey_folders import HEADER, cluster_folder, workbook
from written_otherwise import VALID, rearranged

from capacity.intake.findings.issues import InputError
from capacity.intake.specs import read_specs
from capacity.intake.survey.survey import read_survey

ROWS = [
    HEADER,
    ["K-1", "ЛПХ", "12,5", "", "да"],
    ["K-2", "ЛПХ", "10-12", "", "возможно"],
    ["007", "пункт", "", "2,5", "нет"],
    ["", "", "", "", ""],
    ["K-3", "завод", "1 234,5", "15", "да"],
    ["K-3", "завод", "1 234,5", "15", "да"],
    ["Итого", "", "1259", "", ""],
]
PIECES = [
    *("", "0", "-1", "1e400", "NaN", "1.234", "1,234", '"', ";", "\t", "\n", "\r", "=1+1", "итого", "да", "K-1"),
    *("9" * 400, "😀", "и\u0306", "\u200b", "\u202e", "12:30", "2026-05-02", "10–12", "<script>", "#DIV/0!", "\x00"),
]
KINDS = ["members.csv", "members.xlsx", "members.zip", "members/a.csv", "members.ods", "members.xls"]
ROUNDS = 700
REARRANGED = 20_000
SLOWEST = 10


def seed_csv(encoding="utf-8", delimiter=";"):
    return "".join(delimiter.join(row) + "\n" for row in ROWS).encode(encoding)


def seed_zip():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("form.csv", seed_csv(delimiter="|"))
        archive.writestr("form-repeat.csv", "a,b\n1,2\n")
    return packed.getvalue()


SEEDS = {
    "csv": seed_csv(),
    "cp1251": seed_csv("cp1251"),
    "utf-16": seed_csv("utf-16"),
    "xlsx": workbook({"S": ROWS, "T": [["x"]]}),
    "zip": seed_zip(),
}


def damaged(data, chance):
    """The bytes with a few of them changed, cut out, doubled or replaced by something nasty."""
    data = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        if not data:
            break
        start = chance.randrange(len(data))
        end = min(len(data), start + chance.choice([1, 2, 8, 64, 400]))
        match chance.randrange(6):
            case 0:
                data[start] ^= 1 << chance.randrange(8)
            case 1:
                del data[start:end]
            case 2:
                data[start:start] = data[start:end] * chance.choice([1, 3])
            case 3:
                data[start:end] = chance.choice(PIECES).encode()
            case 4:
                data[start:end] = chance.randbytes(end - start)
            case _:
                del data[start if chance.random() < 0.2 else len(data) :]
    return bytes(data)


def reshaped(data, chance):
    """A workbook or archive with one of its parts damaged and packed again, so that its checksums hold."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        victim = chance.choice(names)
        for name in names:
            part = source.read(name)
            target.writestr(name, damaged(part, chance) if name == victim else part)
    return packed.getvalue()


def scrambled(chance):
    """A table of random cells under the right header, as CSV or as a workbook."""
    words = PIECES + [cell for row in ROWS for cell in row]
    rows = [[chance.choice(words) for _ in HEADER] for _ in range(chance.randint(0, 12))]
    if chance.random() < 0.5:
        clean = [[cell.replace("\x00", "").replace("\u202e", "") for cell in row] for row in rows]
        return workbook({"S": [HEADER, *clean]}), "members.xlsx"
    return "".join(";".join(row) + "\n" for row in [HEADER, *rows]).encode(), "members.csv"


def check_same(folder, spec, plain, chance):
    """Read a survey written otherwise: each has the figures of the plain one, or is set aside, or all is refused."""
    name, data = rearranged(chance)
    said = read_figures(folder, spec, name, data)
    assert differing(plain, said) == [], (name, data)


def differing(plain, said):
    """Who has other figures than in the plain survey without a finding that sets it aside."""
    members, aside = plain[0], said[1]
    return [who for who in members.keys() | said[0] if members.get(who) != said[0].get(who) and not aside & {who, "*"}]


def read_figures(folder, spec, name, data):
    """Who is read from a file with which figures, and who is set aside with a finding; "*" where it is refused."""
    shutil.rmtree(folder / "members", ignore_errors=True)  # what other files of this survey left
    target = folder / name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(data)
    try:
        survey = read_survey(folder, spec)
    except InputError as error:
        return {}, {"*"} if all(issue.problem and issue.file for issue in error.issues) else set()
    finally:
        target.unlink()
    rows = survey.rows
    assert rows.read == rows.used + rows.quarantined + rows.blank + rows.excluded
    figures = survey.members[["member", "cls", "current", "capacity", "joins"]].fillna(-1).to_dict("records")
    aside = {issue.member for issue in survey.issues if issue.severity == "quarantine" and issue.problem}
    aside |= {"*" for issue in survey.issues if issue.code == "H22"}  # a member above the header, whom nobody has read
    return {one["member"]: one for one in figures}, aside - {one["member"] for one in figures}


def check(folder, spec, data, name):
    """Read one file; the law of conservation holds, and nothing but InputError is raised."""
    target = folder / name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(data)
    start = time.monotonic()
    try:
        survey = read_survey(folder, spec)
    except InputError as error:
        said = [str(issue) for issue in error.issues]
        if not all(issue.problem for issue in error.issues):
            pytest.fail(f"a refusal without a reason: {said}")
    else:
        rows = survey.rows
        assert rows.read == rows.used + rows.quarantined + rows.blank + rows.excluded
        assert rows.used == len(survey.members)
        assert survey.members["current"].dropna().between(0, 1e13).all()
    finally:
        target.unlink()
    assert time.monotonic() - start < SLOWEST


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    folder = cluster_folder(tmp_path_factory.mktemp("fuzz"))
    return folder, read_specs(folder)["base"]


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files_are_read_or_refused(cluster, seed, kind):
    chance = random.Random(f"{seed} {kind}")  # noqa: S311 (not for secrets)
    for _ in range(ROUNDS // len(KINDS)):
        check(*cluster, damaged(SEEDS[seed], chance), kind)


@pytest.mark.long
@pytest.mark.parametrize(("seed", "name"), [("xlsx", "members.xlsx"), ("zip", "members.zip")])
def test_archives_with_a_damaged_part_are_read_or_refused(cluster, seed, name):
    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    for _ in range(ROUNDS):
        check(*cluster, reshaped(SEEDS[seed], chance), name)


@pytest.mark.long
def test_random_cells_are_read_or_refused(cluster):
    chance = random.Random("cells")  # noqa: S311 (not for secrets)
    for _ in range(ROUNDS):
        check(*cluster, *scrambled(chance))


def test_a_few_damaged_files_of_each_kind_are_read_or_refused(cluster):
    chance = random.Random("few")  # noqa: S311 (not for secrets)
    for seed, data in SEEDS.items():
        for kind in KINDS:
            check(*cluster, damaged(data, chance), kind)
        check(*cluster, *scrambled(chance))
        if seed in ("xlsx", "zip"):
            check(*cluster, reshaped(data, chance), f"members.{seed}")


@pytest.fixture(scope="module")
def plain(cluster):
    """What the members of the plain survey say."""
    plain = read_figures(*cluster, "members.csv", "".join(";".join(row) + "\n" for row in VALID).encode())
    assert (len(plain[0]), plain[1]) == (len(VALID) - 1, set())
    return plain


def test_a_survey_written_otherwise_says_the_same(cluster, plain):
    chance = random.Random("otherwise, a few")  # noqa: S311 (not for secrets)
    for _ in range(150):
        check_same(*cluster, plain, chance)


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_no_survey_written_otherwise_says_anything_else(cluster, plain, part):
    chance = random.Random(f"otherwise {part}")  # noqa: S311 (not for secrets)
    for _ in range(REARRANGED // 10):
        check_same(*cluster, plain, chance)
