"""The cluster file of what was picked is read back as it was meant; a file that somebody changed is left alone."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from capacity.intake.cluster import read_cluster
from capacity.intake.draft.choices import Buyer, Choices, Link, Picked, Product
from capacity.intake.draft.written import document, is_unchanged, text, write_cluster_file
from capacity.intake.findings.issues import InputError

SURVEY = "Код,Кто,Урожай,Мощность,Вступите?\nA1,пчеловод,840,,да\nA2,балчы,500,,нет\nA3,цех,,300,может\nA4,гость,,,да\n"
CHOICES = Choices(
    slug="honey",
    title="Мёд: Нарын",
    start="2027-01",
    columns=(
        Picked("Код", "member"),
        Picked("Кто", "member_class"),
        Picked("Урожай", "current", "kg/year"),
        Picked("Мощность", "capacity", "kg/day"),
        Picked("Вступите?", "joins"),
    ),
    kinds={"пчеловод": "пчеловод", "балчы": "пчеловод", "цех": "цех", "гость": ""},
    joins={"да": "yes", "нет": "no", "может": "maybe"},
    products=(Product("Мёд"), Product("Мёд в банках")),
    links=(Link("Пасеки", "пчеловод", "Мёд"), Link("Фасовка", "цех", "Мёд в банках", "Мёд", 0.98, 60)),
    buyers=(Buyer("Магазины", "Мёд в банках", 750, 2000), Buyer("Перекупщик", "Мёд", 400, today=True)),
    months=(6, 7, 8),
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "members.csv").write_text(SURVEY, encoding="utf-8")
    return tmp_path


def test_what_was_picked_is_read_back(folder):
    write_cluster_file(CHOICES, folder)
    cluster = read_cluster(folder)
    spec = cluster.spec
    rows = cluster.survey.rows
    assert (rows.used, rows.excluded) == (3, 1)
    assert list(cluster.survey.members["current"].dropna() * 12) == pytest.approx([840, 500])
    assert [spec.classes[name].title for name in spec.classes] == ["пчеловод", "цех"]
    packing = spec.links["fasovka"]
    assert (packing.takes["med"].mode, packing.makes["med_v_bankakh"].mode, packing.cost.mode) == (1, 0.98, 60)
    assert spec.markets["magaziny"].demand.mode == 2000
    assert spec.markets["perekupshchik"].today


@pytest.mark.parametrize("left_out", ["products", "links", "buyers", "months", "joins", "title"])
def test_an_unfinished_description_already_tells_how_the_survey_is_read(folder, left_out):
    empty = {"joins": {}, "title": ""}.get(left_out, ())
    columns = tuple(one for one in CHOICES.columns if one.role != left_out)
    some = {"products": (), "links": (), "buyers": ()} if left_out in ("products", "links") else {}
    write_cluster_file(replace(CHOICES, columns=columns, **{**some, left_out: empty}), folder)
    assert read_cluster(folder).survey.rows.read == 4


def test_what_lacks_is_named_in_the_order_of_the_notebook():
    assert Choices().lacking() == ["member", "output", "products", "links", "buyers", "start"]
    assert CHOICES.lacking() == []
    assert CHOICES.unsold() == []
    assert Choices(links=(Link("a", "b", "Мёд"),)).unsold() == ["Мёд"]


def test_a_file_somebody_changed_is_left_alone(folder):
    path = write_cluster_file(CHOICES, folder)
    before = path.read_bytes()
    assert write_cluster_file(CHOICES, folder).read_bytes() == before
    path.write_text(path.read_text(encoding="utf-8").replace("750", "751"), encoding="utf-8")
    changed = path.read_bytes()
    with pytest.raises(InputError, match="not as this notebook wrote it"):
        write_cluster_file(CHOICES, folder)
    assert path.read_bytes() == changed


WRITTEN = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)


@settings(max_examples=30, deadline=None)
@given(st.lists(WRITTEN, min_size=3, max_size=3, unique=True), WRITTEN)
def test_what_people_write_stays_text(titles, answer):
    """Colons, brackets, quotes and dashes in a title or an answer mean nothing in the file."""
    first, second, shop = titles
    choices = Choices(
        start="2027-01",
        title=first,
        kinds={answer: answer},
        products=(Product(first), Product(second)),
        links=(Link(shop, answer, first), Link(first, answer, second, first)),
        buyers=(Buyer(second, second, 1.5),),
    )
    written = text(choices)
    assert is_unchanged(written)
    assert YAML(typ="safe").load(written) == document(choices)
