"""The panel shows what the study says: levers change numbers, bars and words, and what is saved reads the same."""

import asyncio
import html
import re
from dataclasses import replace

import pandas as pd
import pytest

from capacity.intake.cluster import read_cluster
from capacity.model.results.study import study
from capacity.model.whatif.glance import TRIED
from capacity.present import handed
from capacity.present.explore import charts
from capacity.present.explore.figure import LiveFigure
from capacity.present.explore.panel import Panel, panel
from capacity.present.explore.scene import find_clusters
from capacity.present.words.levers import setting_words
from capacity.present.words.words import Words
from capacity.run.new import make_cluster

DRAWS = 4


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A cluster's folder."""
    return make_cluster(str(tmp_path_factory.mktemp("clusters") / "village"))


@pytest.fixture(scope="module")
def one_panel(cluster):
    """The panel of the cluster."""
    return Panel(cluster, Words("en"), DRAWS)


@pytest.fixture
def opened(one_panel):
    """The panel of the cluster, in English, its levers at rest."""
    one_panel.back.click()
    one_panel.language.value = "en"
    return one_panel


def lever(opened, key):
    """The slider of a lever."""
    return next(slider for one, slider in opened.rows.sliders.items() if one.key == key)


def words_of(widget):
    """What a reader sees of an HTML widget, without the blanks of the source."""
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", widget.value)).split())


def move_all(opened, move):
    """Move every lever, computing once."""
    opened.filling = True
    *others, last = opened.rows.sliders.values()
    for slider in others:
        slider.value = move(slider)
    opened.filling = False
    last.value = move(last)


def head(opened, key):
    """The words above a slider."""
    return words_of(next(shown for one, shown in opened.rows.heads.items() if one.key == key))


def bars(opened):
    """The heights of the supply figure's bars."""
    return [tuple(trace.y) for trace in opened.board.supply.figure.data if trace.type == "bar"]


def test_the_panel_opens_on_the_base_scenario_with_six_levers_at_rest(opened):
    assert opened.scenario.value == "base"
    assert [slider.value for slider in opened.rows.sliders.values()] == [0] * 6
    assert head(opened, "price") == "Price: Cheese 0% Shops in town: 550 KGS/kg".replace("/", "/\u2060")
    assert "From 4 computed futures" in words_of(opened.message)


def test_a_lever_moves_its_number_the_bars_and_their_twin(opened):
    before, said = bars(opened), words_of(opened.board.supply.twin)
    lever(opened, "supply").value = 20
    assert "+20%" in head(opened, "supply")
    assert "→" in head(opened, "supply")
    assert bars(opened)[0][6] == pytest.approx(before[0][6] * 1.2, rel=0.1)
    assert words_of(opened.board.supply.twin) != said


def test_the_axis_holds_still_while_bars_grow_within_it(opened):
    before = opened.board.supply.figure.layout.yaxis.range
    lever(opened, "supply").value = 10
    assert opened.board.supply.figure.layout.yaxis.range == before


def test_what_stands_stays_beside_what_is_tried(opened):
    lever(opened, "joining").value = 20
    figure, tried = opened.board.fan.figure, opened.after.tables["projection"]
    stood = opened.scene.before.tables["projection"]
    assert [trace.name for trace in figure.data][-2:] == ["With the levers moved", "As it stands"]
    assert list(figure.data[-1].y) == pytest.approx(list(stood["p50"]))
    assert list(figure.data[-2].y) == pytest.approx(list(tried["p50"]))
    assert "as it stands:" in words_of(opened.board.numbers)


@pytest.mark.parametrize("key", ["price", "demand", "capacity", "cost"])
def test_money_and_output_are_known_before_the_levers_rest(opened, key):
    """They are those of the whole study that follows; its central run and what is left after tax come later."""
    settings = {one: slider.max if one.key == key else 0.0 for one, slider in opened.rows.sliders.items()}
    seen = opened.scene.today(settings)
    now, later = opened.scene.today_study(seen), opened.scene.study(seen)
    soon = opened.scene.hasty_study(opened.after, now, seen)
    for name in ("projection", "measures"):
        mine, theirs = (
            one.tables[name].drop(columns=["central", "central_percentile"], errors="ignore") for one in (soon, later)
        )
        late = theirs.get("measure", pd.Series(dtype=object)).astype(str).str.contains("npv_net")
        pd.testing.assert_frame_equal(
            mine, theirs[~late.reindex(theirs.index, fill_value=False)].reset_index(drop=True)
        )
    pd.testing.assert_frame_equal(soon.tables["cover"], later.tables["cover"])


def test_who_joins_is_not_known_so_soon(opened):
    settings = {one: slider.max if one.key == "joining" else 0.0 for one, slider in opened.rows.sliders.items()}
    seen = opened.scene.today(settings)
    assert opened.scene.hasty_study(opened.after, opened.scene.today_study(seen), seen) is None


def test_every_lever_back_at_rest_shows_what_stood_at_first(opened):
    shown = opened.board.numbers.value, opened.board.lights.value, bars(opened), opened.board.calendar.twin.value
    move_all(opened, lambda slider: slider.max)
    assert opened.board.numbers.value != shown[0]
    opened.back.click()
    again = opened.board.numbers.value, opened.board.lights.value, bars(opened), opened.board.calendar.twin.value
    assert again == shown
    assert [slider.value for slider in opened.rows.sliders.values()] == [0] * 6


def test_the_lights_say_in_words_what_their_colour_says(opened):
    assert words_of(opened.board.lights).count("not met") == opened.board.lights.value.count('<li class="cx-bad">')
    assert opened.board.lights.value.count("<li") == 4


@pytest.mark.parametrize("scenario", ["base", "cautious"])
def test_the_report_of_a_saved_scenario_has_the_panels_figures(tmp_path, scenario):
    folder = make_cluster(str(tmp_path / "village"))
    opened = Panel(folder, Words("en"), DRAWS)
    opened.scenario.value = scenario
    move_all(opened, lambda slider: 2 * slider.step)
    opened.form.title.value = "Всё сразу"
    opened.form.button.click()
    assert ("Всё сразу", "vsyo_srazu") in opened.scenario.options
    whole = study(read_cluster(folder), "vsyo_srazu", DRAWS, 1)
    for name in ("cover", "critical_mass", "members", "verdict", "staircase", "potential"):
        pd.testing.assert_frame_equal(opened.after.tables[name], whole.tables[name])
    spread = ["price_p10", "price_p50", "price_p90"]
    mine, theirs = (one.tables["bottlenecks"].drop(columns=spread) for one in (opened.after, whole))
    pd.testing.assert_frame_equal(mine, theirs)
    for name in ("projection", "measures"):
        mine, theirs = (one.tables[name].set_index("scenario") for one in (opened.after, whole))
        pd.testing.assert_frame_equal(
            mine.loc[[TRIED]].reset_index(drop=True), theirs.loc[["vsyo_srazu"]].reset_index(drop=True)
        )


def test_saving_says_where_and_why_not(tmp_path):
    folder = make_cluster(str(tmp_path / "village"))
    opened = Panel(folder, Words("en"), DRAWS)
    opened.form.button.click()
    assert "Move a lever first" in words_of(opened.form.message)
    lever(opened, "price").value = 10
    opened.form.button.click()
    assert words_of(opened.form.message) == "Write a name first."
    opened.form.title.value = "Cautious"
    opened.form.button.click()
    assert "The cluster file has a scenario of that name" in words_of(opened.form.message)
    opened.form.title.value = "Dearer <b>cheese</b>"
    opened.form.button.click()
    assert "Saved as scenarios/dearer_b_cheese_b.yml" in words_of(opened.form.message)
    assert opened.form.replace.layout.display == "none"
    assert read_cluster(folder).spec.scenarios["dearer_b_cheese_b"].reason == "Price: Cheese +10%"
    opened.form.button.click()
    assert "There is a scenario of that name already" in words_of(opened.form.message)
    assert opened.form.replace.layout.display is None
    opened.form.replace.value = True
    opened.form.button.click()
    assert "Saved as" in words_of(opened.form.message)


def test_a_saved_scenario_can_be_opened_and_moved_further(tmp_path):
    folder = make_cluster(str(tmp_path / "village"))
    opened = Panel(folder, Words("en"), DRAWS)
    lever(opened, "supply").value = 10
    more = bars(opened)
    opened.form.title.value = "More"
    opened.form.button.click()
    opened.scenario.value = "more"
    assert bars(opened) == more
    lever(opened, "supply").value = 10
    assert opened.scene.changes(opened.rows.settings) == {"classes.household.rates.change": [1.21, "kg"]}


def ask(opened, number, goal):
    """The panel's answer to a question."""
    opened.question.number.value, opened.question.goal.value = number, goal
    opened.question.button.click()
    return words_of(opened.question.message).replace("\u00a0", " ").replace("\u2060", "")


def test_a_question_is_answered_as_the_report_says_it(opened):
    said = ask(opened, "Shops in town: price", "The cluster pays")
    assert said == (
        "Shops in town: price: there is no value from 0 KGS/kg to 5,500 KGS/kg at which the cluster pays; "
        "today it is 550 KGS/kg."
    )
    assert ask(opened, "markets.retail.price", "npv_net >= 0") == said
    assert "Shops in town: price" in opened.question.number.options
    assert "The cluster pays" in opened.question.goal.options


def test_a_question_starts_from_where_the_levers_stand(opened):
    lever(opened, "price").value = 10
    assert "today it is 605 KGS/kg" in ask(opened, "markets.retail.price", "npv >= 0")


def test_a_question_that_cannot_be_asked_is_said(opened):
    assert ask(opened, "", "npv >= 0") == "Pick a number and a goal first."
    assert "did you mean markets.retail.price" in ask(opened, "markets.retail.prise", "npv >= 0")
    assert "there is no such measure" in ask(opened, "markets.retail.price", "nvp >= 0")


def test_the_language_changes_every_word_and_no_setting(opened):
    lever(opened, "price").value = 10
    shown = bars(opened)
    opened.language.value = "ky"
    assert lever(opened, "price").value == 10
    assert bars(opened) == shown
    assert opened.back.description == "Рычагдарды ордуна коюу"
    assert not re.search(
        "Verdict|Supply|as it stands", words_of(opened.board.numbers) + words_of(opened.board.supply.twin)
    )


def test_what_is_wrong_with_a_cluster_is_said_in_the_panel_and_a_mended_one_opens(tmp_path):
    folder = make_cluster(str(tmp_path / "village"))
    good = (folder / "cluster.yml").read_text("utf-8")
    (folder / "cluster.yml").write_text(good.replace("KGS/kg]", "<i>]", 1), "utf-8")
    opened = Panel(folder, Words("en"), DRAWS)
    assert opened.stage.children == ()
    assert "&lt;i&gt;" in opened.message.value
    assert "cluster.yml:" in words_of(opened.message)
    (folder / "cluster.yml").write_text(good, "utf-8")
    opened.cluster.options = [*opened.cluster.options, ("again", folder)]
    opened._try(opened._open_cluster, folder)  # noqa: SLF001
    assert len(opened.stage.children) == 3


@pytest.mark.parametrize("place", ["there-is-none", "."])
def test_a_place_without_clusters_is_said(tmp_path, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    box = panel(tmp_path / place)
    assert "cx-bad" in box.children[2].children[0].value


def test_the_place_comes_from_the_command_if_none_is_given(cluster, monkeypatch):
    monkeypatch.setenv(handed.CLUSTER, str(cluster))
    top = panel(draws=DRAWS).children[1]
    assert [picker.value for picker in top.children[1:4]] == [cluster, "base", "en"]
    assert list(find_clusters(cluster)) == list(find_clusters(cluster.parent)) == ["village"]


def seen(opened):
    """What the panel says of where the levers stand."""
    heads = [head.value for head in opened.rows.heads.values()]
    return opened.board.numbers.value, opened.board.supply.twin.value, opened.board.fan.twin.value, *heads


def test_moves_are_taken_back_one_by_one_as_if_they_had_not_been(opened):
    opened.language.value = "ru"
    stood = seen(opened)
    lever(opened, "supply").value = 10
    once = seen(opened)
    lever(opened, "price").value = 5
    assert len({stood, once, seen(opened)}) == 3
    opened.language.value = "en"
    opened.language.value = "ru"
    opened.undo.click()
    assert seen(opened) == once
    opened.back.click()
    opened.undo.click()
    assert seen(opened) == once
    opened.undo.click()
    assert seen(opened) == stood


def test_large_type_comes_and_goes_and_nothing_is_computed_for_it(opened):
    stood = opened.board
    for large in (True, False):
        opened.large.value = large
        assert ("cx-large" in opened.box.get_state()["_dom_classes"]) is large
    assert opened.board is stood


def test_what_was_moved_in_another_scenario_is_not_taken_back(opened):
    lever(opened, "supply").value = 10
    assert not opened.undo.disabled
    opened._open_scenario("base")  # noqa: SLF001 (as if picked)
    assert opened.undo.disabled
    opened.undo.click()
    assert not any(opened.rows.settings.values())


def test_language_and_draws_come_from_the_command_if_none_are_given(cluster, monkeypatch):
    monkeypatch.setenv(handed.LANGUAGE, "ru")
    monkeypatch.setenv(handed.DRAWS, "5")
    box = panel(cluster)
    assert box.children[1].children[3].value == "ru"
    assert words_of(box.children[2].children[0]) == "Рассчитано вариантов будущего: 5."


def test_titles_from_the_cluster_never_become_markup(tmp_path):
    folder = make_cluster(str(tmp_path / "village"))
    text = (folder / "cluster.yml").read_text("utf-8")
    evil = "<img src=x onerror=alert(1)>{{7*7}}"
    for title in ("Cheese}", "Cheese making", "Households", "Retail chains"):
        text = text.replace(f"title: {title}", f"title: '{evil}'" + title[len(title.rstrip("}")) :], 1)
    (folder / "cluster.yml").write_text(text, "utf-8")
    opened = Panel(folder, Words("en"), DRAWS)
    lever(opened, "price").value = 10
    opened.form.title.value = evil
    opened.form.button.click()
    exhibits = (opened.board.supply, opened.board.fan, opened.board.calendar)
    shown = [opened.heading, opened.message, opened.form.message, *opened.rows.heads.values(), opened.board.numbers]
    shown += [part for one in exhibits for part in (one.heading, one.twin)]
    assert "&lt;img" in "".join(widget.value for widget in shown)
    assert not any("<img" in widget.value for widget in shown)
    assert not any("<img" in str(one.figure.to_plotly_json()) for one in exhibits)


def test_futures_wait_until_the_levers_rest(opened, monkeypatch):
    looked = []
    monkeypatch.setattr("capacity.present.explore.panel.PAUSE", 0.01)
    monkeypatch.setattr(Panel, "_look_ahead", lambda self: looked.append(self.rows.settings))

    async def turn():
        for setting in (5, 10, 15):
            lever(opened, "supply").value = setting
        await asyncio.sleep(0.1)

    asyncio.run(turn())
    assert [max(settings.values()) for settings in looked] == [15]


def test_a_figure_goes_to_the_browser_whole():
    figure = LiveFigure(charts.make_figure(None, Words("en")).add_bar(y=[1, 2]))
    assert figure.comm is not None
    assert figure.get_state()["_widget_data"][0]["y"] == [1, 2]
    assert len(figure.get_state()["_esm"]) < 5000


def test_a_figure_shows_another_one_of_other_parts():
    words = Words("en")
    figure = LiveFigure(charts.make_figure(None, words).add_bar(y=[1, 2]).add_scatter(y=[3, 4]))
    charts.refresh(figure, charts.make_plain(None, words) | {"data": [{"type": "scatter", "y": [5, 6]}]})
    assert [(trace.type, tuple(trace.y)) for trace in figure.data] == [("scatter", (5, 6))]
    assert figure.layout.height == 10


def test_a_figure_is_drawn_again_only_where_it_differs(opened, monkeypatch):
    """A chart that is shown already is not made again; another one is seen."""
    words, before = opened.words, opened.scene.before
    chart = charts.supply_chart(before, before, words)
    figure = charts.make_live(chart, words)
    with monkeypatch.context() as patched:
        patched.setattr(charts, "make_plain", lambda *_: pytest.fail("made again"))
        charts.show(figure, chart, words)
    last = replace(chart.lines[-1], values=tuple(value / 2 for value in chart.lines[-1].values))
    charts.show(figure, replace(chart, lines=(*chart.lines[:-1], last)), words)
    assert list(figure.data[-1].y) == list(last.values)


@pytest.mark.parametrize(
    ("unit", "setting", "text"),
    [
        ("percent", 10, "+10%"),
        ("percent", -5, "−5%"),
        ("points", 5, "+5 points"),
        ("t/day", 0.2, "+0.2 t/day"),
        ("t/day", 0, "0 t/day"),
    ],
)
def test_a_setting_is_said_with_sign_and_unit(unit, setting, text):
    said = setting_words(unit, setting, Words("en"))
    assert said.replace("\u2060", "").replace("\u00a0", " ") == text
