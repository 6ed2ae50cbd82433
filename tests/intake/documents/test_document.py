"""YAML is read by the 1.2 core rules; whatever surprises is refused with file:line:column."""

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.intake.documents.document import parse_document, read_document
from capacity.intake.findings.issues import InputError


def value(text):
    return parse_document(f"key: {text}\n").data["key"]


def refused(text):
    with pytest.raises(InputError) as caught:
        parse_document(text)
    return caught.value.issues


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no", "no"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("nuLL", "nuLL"),
        ("12", 12),
        ("-3", -3),
        ("010", 10),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("2026-11-21", "2026-11-21"),
        ("2027-01", "2027-01"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1.", 1.0),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ('"12"', "12"),
        ("'no'", "no"),
        ("[1, a, 2.5]", [1, "a", 2.5]),
        ("{a: {b: 1}}", {"a": {"b": 1}}),
        ("да", "да"),
    ],
)
def test_a_scalar_is_what_the_core_rules_say(text, expected):
    read = value(text)
    assert (read, type(read)) == (expected, type(expected))


def test_keys_are_always_words():
    assert parse_document("1: a\nno: b\n2027-01: c\n").data == {"1": "a", "no": "b", "2027-01": "c"}


def test_every_value_knows_its_place():
    document = parse_document("a: 1\nb:\n  c: [x, y]\n  d: {e: 2}\n", "m.yml")
    assert document.where(("b", "c", 1)) == "m.yml:3:10"
    assert document.where(("b", "d", "e")) == "m.yml:4:7"
    assert document.where(("b", "nothing", "below")) == "m.yml:2:1"
    assert document.where(()) == "m.yml:1:1"


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("a: 1\na: 2\n", "2:1", "a second time"),
        ("a: {b: 1, b: 2}\n", "1:11", "a second time"),
        ("a: &x 1\n", "1:4", "anchors"),
        ("a: &x [1]\nb: *x\n", "1:4", "anchors"),
        ("<<: *x\n", "1:5", "aliases"),
        ("a: !!python/object/apply:os.system [ls]\n", "1:4", "tag"),
        ("a: !mine 1\n", "1:4", "tag"),
        ("a: !!set {x, y}\n", "1:4", "tag"),
        ("a: [1\n", "1:4", "not closed"),
        ("a: @x\n", "1:4", "not YAML"),
        ("a: 100%\nb: %x\n", "2:4", "not YAML"),
        ("a: 1\n b: 2\n", "2:2", "deeper than the one above"),
        ("a:\n\t- 1\n", "2:1", "a tab stands here"),
        ("? [a]\n: 1\n", "1:3", "key must be a word"),
        ("a: " + "9" * 5000 + "\n", "1:4", "digits"),
        ("a: " + "[" * 60 + "]" * 60 + "\n", "1:53", "deeper"),
        ("a: 1\n---\nb: 2\n", "2:1", "not YAML"),
    ],
)
def test_a_surprise_is_refused_with_its_place(text, place, problem):
    found = refused(text)
    assert found[0].file == f"cluster.yml:{place}"
    assert problem in found[0].problem
    assert found[0].fix


@pytest.mark.parametrize("text", ["", "- a\n", "words\n", "# nothing\n", "42\n"])
def test_a_file_without_keys_is_refused(text):
    assert "does not hold keys and values" in refused(text)[0].problem


def test_depth_and_alias_bombs_are_refused_at_once():
    start = time.process_time()
    refused("a: " + "[" * 100_000)
    refused("a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n")
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "text",
    [
        "a:\n" + "- 1\n" * 200_000,
        "a: [" + "1," * 200_000 + "1]\n",
        "".join(f"k{number}: 1\n" for number in range(90_000)),
        "a: " + "{b: " * 50_000 + "}" * 50_000,
        "\n" * 900_000,
    ],
    ids=["list", "flow", "keys", "nested", "blank lines"],
)
def test_a_file_of_very_many_items_is_refused_at_once(text):
    start = time.process_time()
    assert "more than 40,000 lines and items" in refused(text)[0].problem
    assert time.process_time() - start < 1


def test_all_doubled_keys_are_named_at_once():
    assert len(refused("a: 1\na: 2\nb: 1\nb: 2\n")) == 2


def test_a_file_that_is_not_there_too_large_or_not_utf8_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_document(tmp_path / "x.yml")
    (tmp_path / "big.yml").write_bytes(b"a: 1\n" + b"#" * 1_000_001)
    with pytest.raises(InputError, match="larger than 1 MB"):
        read_document(tmp_path / "big.yml")
    (tmp_path / "cp1251.yml").write_bytes("a: 1\nb: да\n".encode("cp1251"))
    with pytest.raises(InputError, match=r"cp1251\.yml:2:1: the file is not UTF-8"):
        read_document(tmp_path / "cp1251.yml")


def test_a_byte_order_mark_does_no_harm(tmp_path):
    (tmp_path / "bom.yml").write_bytes("\ufeffa: да\n".encode())
    assert read_document(tmp_path / "bom.yml").data == {"a": "да"}


@given(st.text(max_size=200) | st.text("ab:-[]{}&*!'\"\n 1#%@?|>,", max_size=60))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(InputError):
        assert isinstance(parse_document(text).data, dict)
