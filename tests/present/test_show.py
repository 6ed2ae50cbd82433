import json

import pytest
from fake_study import empty_study, fake_study

from capacity.present import show
from capacity.present.order import SECTIONS
from capacity.present.parts.section import MIME

STUDY = fake_study()


def bundle(name="verdict", languages="en", study=STUDY):
    return getattr(show, name)(study, languages)._repr_mimebundle_()


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_can_be_shown_in_all_languages(name):
    shown = bundle(name, ["en", "ru", "ky"])
    carried = json.loads(json.dumps(shown[MIME], allow_nan=False))
    assert carried["section"] == name
    assert list(carried["fragments"]) == ["en", "ru", "ky"]
    assert {fragment["cluster"] for fragment in carried["fragments"].values()} == {
        *("Chüy dairy cluster", "Молочный кластер Чуйской долины", "Чүй өрөөнүнүн сүт кластери")
    }
    for fragment in carried["fragments"].values():
        assert fragment["html"].count('class="plot"') == len(fragment["figures"])
        assert all("data" in json.loads(figure) for figure in fragment["figures"].values())


def test_jupyterlab_shows_the_first_language():
    page = bundle("verdict", "ky,en")["text/html"]
    assert 'lang="ky"' in page
    assert "Баштоого болот, эгер" in page
    assert "<script" not in page


def test_the_same_study_gives_the_same_bundle():
    assert bundle("future", "en,ru") == bundle("future", "en,ru")


def test_an_empty_study_can_be_shown():
    for name in SECTIONS:
        assert MIME in bundle(name, "ky", empty_study())


@pytest.mark.parametrize(
    ("asked", "languages"),
    [("en", ("en",)), ("en, ru,en", ("en", "ru")), (["ky"], ("ky",)), ("", ("en",)), ((), ("en",))],
)
def test_languages_are_given_as_words_or_a_list(asked, languages):
    assert show.languages_of(asked) == languages


def test_a_language_without_texts_is_refused():
    with pytest.raises(ValueError, match='no texts in "de"'):
        show.verdict(STUDY, "en,de")
