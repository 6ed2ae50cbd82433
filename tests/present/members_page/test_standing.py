"""Two pages must not tell by subtraction what one of them hides."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.present.members_page.release import FEWEST_OWNERS
from capacity.present.members_page.standing import Standing, marks, sentence, told_by_both


def page(*names, cluster="dairy", heads="0.9", answers="a", **changed):
    """A page behind whose members and milk the named stand."""
    owners = {name: changed.get(name, (heads, answers + name)) for name in names}
    return Standing(cluster, owners, {"members": names, "milk": names})


EIGHT = tuple(f"m{i}" for i in range(8))


def test_the_same_page_again_tells_nothing():
    assert told_by_both(page(*EIGHT), page(*EIGHT)) == ()


@pytest.mark.parametrize("more", [1, 2, 4])
def test_one_to_four_more_are_told(more):
    new = tuple(f"n{i}" for i in range(more))
    assert told_by_both(page(*EIGHT, *new), page(*EIGHT)) == new
    assert told_by_both(page(*EIGHT), page(*EIGHT, *new)) == new


def test_five_hide_each_other():
    assert told_by_both(page(*EIGHT, *"abcde"), page(*EIGHT)) == ()


def test_one_who_leaves_and_one_who_comes_are_two():
    assert told_by_both(page(*EIGHT[1:], "new"), page(*EIGHT)) == ("m0", "new")


def test_who_has_made_up_his_mind_is_told():
    """From perhaps to yes: the sum grows by a known part of what he brings."""
    assert told_by_both(page(*EIGHT, m3=("1", "am3")), page(*EIGHT, m3=("0.5", "am3"))) == ("m3",)


def test_a_corrected_answer_of_the_same_people_is_their_own_affair():
    assert told_by_both(page(*EIGHT, m3=("0.9", "other")), page(*EIGHT)) == ()


def test_who_begins_to_bring_something_is_told():
    old = Standing("dairy", page(*EIGHT).owners, {"members": EIGHT, "milk": EIGHT[:7]})
    assert told_by_both(page(*EIGHT), old) == ("m7",)


def test_in_another_cluster_the_same_are_those_with_the_same_answers():
    beside = page(*EIGHT[:7], cluster="radius-10")
    assert told_by_both(page(*EIGHT), beside) == ("m7",)
    strangers = page(*EIGHT[:7], cluster="beans", answers="z")
    assert told_by_both(page(*EIGHT), strangers) == ()


def test_numbers_that_only_one_page_has_are_not_compared():
    old = Standing("beans", page(*EIGHT).owners, {"beans": EIGHT[:7]})
    assert told_by_both(page(*EIGHT), old) == ()


def test_what_is_written_is_read_back():
    new = page(*EIGHT)
    assert Standing.from_json(json.loads(json.dumps(new.as_json()))) == new


def test_the_sentence_says_whose_how_and_what_to_do():
    said = sentence(("K-017", "K-018"), "dairy")
    for part in ("K-017, K-018", "page in dairy", "subtracts", "at least five", "leave the number out"):
        assert part in said


NAMES = st.lists(st.sampled_from([*EIGHT, *"abcde"]), unique=True)
PAGES = st.builds(
    lambda names, more, cluster: page(*names, cluster=cluster, **dict.fromkeys(more, ("0.5", "other"))),
    NAMES,
    NAMES,
    st.sampled_from(["dairy", "beans"]),
)


@given(PAGES, PAGES)
def test_pages_that_tell_together_are_found_by_their_marks(new, old):
    """By the marks of any five behind a figure of the page that stands."""
    if told_by_both(new, old):
        assert marks(new) & marks(old, FEWEST_OWNERS)


def test_pages_of_strangers_have_no_mark_in_common():
    assert not marks(page(*EIGHT)) & marks(page(*EIGHT, cluster="beans", answers="b"))
