import base64
import gzip
import hashlib
import json
import re

import nbformat
import pytest
from fake_study import empty_study, fake_study

from capacity.present import show
from capacity.present.order import SECTIONS
from capacity.present.report import export, in_script, packed_plotly, plotly_source, running_head

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> %{customdata[1]} \"' javascript:alert(3)"


def notebook(study, languages=("en",), names=SECTIONS):
    """A notebook as papermill leaves it: code, streams, tables, our sections, a note and an error."""
    cells = [nbformat.v4.new_markdown_cell("# A heading of the notebook")]
    for name in names:
        data = show.show(study, name, languages)._repr_mimebundle_()
        outputs = [
            nbformat.v4.new_output("stream", text="SECRET STREAM"),
            nbformat.v4.new_output("display_data", data={"text/html": "<b>SECRET TABLE</b>"}),
            nbformat.v4.new_output("execute_result", data=data, execution_count=1),
        ]
        cells.append(nbformat.v4.new_code_cell("SECRET_CODE = 1", outputs=outputs))
    cells.append(nbformat.v4.new_raw_cell("SECRET RAW"))
    for index, cell in enumerate(cells):
        cell["id"] = f"cell-{index}"
    return nbformat.v4.new_notebook(cells=cells)


@pytest.fixture(scope="module")
def page():
    return export(notebook(fake_study()), "en")


def test_only_our_sections_are_rendered(page):
    assert "SECRET" not in page
    assert "A heading of the notebook" not in page
    assert re.findall(r'<section id="([\w-]+)"', page) == [name.replace("_", "-") for name in SECTIONS]


def test_the_page_is_whole_and_names_itself_confidential(page):
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert page.rstrip().endswith("</html>")
    assert page.count("<h1>") == 1
    assert "<title>Chüy dairy cluster · Feasibility study of a cluster</title>" in page
    assert page.count("Confidential: for the initiative group and the bank.") == 3


def test_every_printed_page_says_that_it_is_confidential(page):
    assert '@top-left { content: "Confidential: for the initiative group and the bank. Not to be passed on."; }' in page
    assert running_head('a"; } </style>').count('"') == 4


def test_every_anchor_of_the_contents_leads_to_a_section(page):
    links = re.findall(r'<a href="#([\w-]+)">', page)
    assert len(links) == len(SECTIONS)
    assert set(links) <= set(re.findall(r'id="([\w-]+)"', page))


def test_no_id_is_given_twice(page):
    ids = re.findall(r'\bid="([\w-]+)"', page)
    assert len(ids) == len(set(ids))


def test_nothing_is_loaded_from_anywhere(page):
    lean = page.replace(packed_plotly(), "")
    assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", lean)
    assert not re.search(r"@import|url\(|<link|<iframe|<img", lean)
    assert "require.js" not in lean
    assert "MathJax" not in lean


def test_plotly_stands_in_the_page_once_and_is_the_installed_one(page):
    assert page.count(packed_plotly()) == 1
    assert gzip.decompress(base64.b64decode(packed_plotly())).decode() == plotly_source()


def test_the_policy_names_exactly_the_scripts_that_may_run(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    assert policy.startswith("default-src 'none'; ")
    ours = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(ours) == 1
    for text in (ours[0], plotly_source()):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert policy.count("sha256-") == 2
    assert "unsafe-eval" not in policy


def test_the_same_notebook_gives_the_same_bytes(page):
    assert export(notebook(fake_study()), "en") == page


def test_figures_of_the_page_are_those_of_the_tables(page):
    figures = json.loads(re.search(r'id="figures">(.*?)</script>', page, re.DOTALL)[1])
    assert set(figures) == {name[5:] for name in re.findall(r'id="(plot-[\w-]+)"', page)}
    base = fake_study().tables["projection"].query("scenario == 'base' and product == 'milk'")
    assert figures["key-figures-future"]["data"][2]["y"] == pytest.approx(list(base["p50"]))


@pytest.mark.parametrize(("language", "word"), [("ru", "Можно начинать, если"), ("ky", "Баштоого болот, эгер")])
def test_each_language_has_its_page(language, word):
    page = export(notebook(fake_study(), ("en", "ru", "ky"), ["verdict"]), language)
    assert f'<html lang="{language}">' in page
    assert word in page
    assert "Go, if" not in page


def test_a_language_the_notebook_does_not_hold_is_refused():
    with pytest.raises(ValueError, match='no section in the language "ky"'):
        export(notebook(fake_study(), ("en",), ["verdict"]), "ky")


def test_a_study_without_figures_needs_no_plotly():
    page = export(notebook(empty_study()), "en")
    assert packed_plotly() not in page
    assert len(page.encode()) < 40_000


def test_a_section_shown_twice_keeps_its_ids_apart():
    page = export(notebook(fake_study(), ("en",), ["quality", "quality"]), "en")
    assert re.findall(r'<section id="([\w-]+)"', page) == ["quality", "quality-1"]


def test_hostile_texts_stay_texts():
    page = export(notebook(fake_study(HOSTILE)), "en").replace(packed_plotly(), "")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert page.count("</script>") == 3
    assert not re.search(r"href=\"javascript:", page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_json_in_a_script_cannot_end_it():
    assert (
        in_script({"b": "</script><!-- & \u2028", "a": 1})
        == '{"a":1,"b":"\\u003c/script\\u003e\\u003c!-- \\u0026 \\u2028"}'
    )
