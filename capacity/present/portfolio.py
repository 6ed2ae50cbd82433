"""The portfolio: clusters in the order of their rank, and those without a report, as sections of the report's look."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import escape

from capacity.present.brief.verdict import ANSWERS, NO_ANSWER
from capacity.present.charts.charts import Step, Steps
from capacity.present.markup import render, section_html, trusted
from capacity.present.parts.section import Exhibit, Section, Table, make_table
from capacity.present.show import Shown, drawn, languages_of
from capacity.present.words.ranges import LOSS, NEVER
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import pandas as pd

    from capacity.present.words.reading import Line

CHART_ROWS = 20
RANKS_SHOWN = 10
SCRIPT = "portfolio/portfolio"
WARNINGS = {
    "idle": mark("the plant stands longer than allowed"),
    "bank": mark("a borrower fails its bank"),
}
"""what a rank must not hide"""
ENDS = {
    "refused": mark("refused"),
    "failed": mark("failed"),
    "timed out": mark("timed out"),
    "killed": mark("killed"),
    "held": mark("held by another run"),
    "not asked for": mark("not asked for"),
}
"""why a cluster has no report of this batch"""


def ranking(clusters: pd.DataFrame, languages: str | Iterable[str] = "en") -> Shown:
    """Return the ranked clusters (see run/many/candidates.py for the columns) as a notebook shows them."""
    return _shown("ranking", languages, lambda words: _ranking(clusters, words))


def without_report(failed: pd.DataFrame, languages: str | Iterable[str] = "en") -> Shown:
    """Return the cluster folders that have no report, each with its reason, as a notebook shows them."""
    return _shown("without_report", languages, lambda words: _without_report(failed, words))


def _shown(name: str, languages: str | Iterable[str], build: Callable[[Words], Section]) -> Shown:
    return Shown(
        name, {language: _fragment(build(Words(language)), Words(language)) for language in languages_of(languages)}
    )


def _fragment(section: Section, words: Words) -> dict[str, object]:
    return {**_head(section.title, words), "html": section_html(section, words), "figures": drawn(section, words)}


def _head(title: str, words: Words) -> dict[str, object]:
    """Return what stands above a page of the portfolio, and the name of the script that sorts its tables."""
    head = {"cluster": words.say("Clusters compared"), "note": "", "kind": words.say("Portfolio"), "title": title}
    return {**head, "script": SCRIPT}


def _ranking(clusters: pd.DataFrame, words: Words) -> Section:
    if clusters.empty:
        return Section("ranking", words.say("Ranking"), lead=(words.say("No cluster has a report yet."),))
    rule = words.say(
        "Clusters are ranked by the chance that their net NPV, after tax and working capital, is positive; where it is "
        "the same, by the net NPV for each unit of money invested. Both are of the leading scenario; a cluster without "
        "them stands at the end."
    )
    if clusters["points"].notna().any():
        rule = words.say(
            "Clusters are ranked by the points of the fund's own criteria, which stand in portfolio.yml; what is not "
            "known gets no point."
        )
    exhibits = (
        Exhibit("ranking", _table(clusters, words)),
        _chances(clusters.head(CHART_ROWS), words),
        Exhibit("return-and-members", _return_and_members(clusters, words)),
        Exhibit("weak-points", _weak_points(clusters, words)),
        Exhibit("to-ask", _to_ask(clusters, words)),
    )
    return Section("ranking", words.say("Ranking"), lead=(rule, *_said_of_first(clusters, words)), exhibits=exhibits)


def _said_of_first(clusters: pd.DataFrame, words: Words) -> Iterator[str]:
    """Yield what the first rank must not hide."""
    warning = clusters["warning"].iloc[0]
    if warning:
        yield words.say(
            "Caution: {cluster} stands first, but {why}.",
            cluster=clusters["title"].iloc[0] or clusters["cluster"].iloc[0],
            why=_warned(warning, words),
        )


def _warned(warning: str, words: Words) -> str:
    return words.listed(words.say(WARNINGS[one]) for one in warning.split(",") if one)


def name(row: Line) -> str:
    """Return a cluster's title, as a link to its report where it has one."""
    title = escape(row.title or row.cluster)
    return trusted(f'<a href="{escape(quote(row.page))}">{title}</a>') if row.page else row.title or row.cluster


def _cautioned(row: Line, words: Words) -> str:
    """Return a cluster's title, below it what its rank must not hide."""
    caution = _warned(row.warning, words)
    return trusted(f'{escape(name(row))}<br><small class="warn">{escape(caution)}</small>') if caution else name(row)


def _chances(clusters: pd.DataFrame, words: Words) -> Exhibit:
    """Return the chance that each cluster pays, as bars; one without a chance has none."""
    title = words.say("Chance that it pays")
    chances = [(row.title or row.cluster, row.probability_npv_net_positive) for row in clusters.itertuples()]
    steps = (Step(name, 0.0, 0.0 if math.isnan(one) else 100 * one, words.share(one)) for name, one in chances)
    rows = tuple((name, words.share(one)) for name, one in chances)
    table = Table(title, (words.say("Cluster"), title), rows)
    return Exhibit("chances", table, Steps(title, tuple(steps), "%", 100.0))


def _table(clusters: pd.DataFrame, words: Words) -> Table:
    columns = (
        (words.say("Cluster"), lambda row: _cautioned(row, words)),
        (words.say("Rank"), lambda row: words.number(row.rank, 0)),
        (words.say("Verdict"), lambda row: words.say(ANSWERS.get(row.answer, NO_ANSWER)[1])),
        (words.say("Chance that it pays"), lambda row: words.share(row.probability_npv_net_positive)),
        (words.say("Net NPV for each unit invested"), lambda row: words.number(row.npv_net_per_investment, 2)),
        (
            words.say("Net NPV: after tax and working capital"),
            lambda row: words.middle_and_range(row.npv_net_p50, row.npv_net_p10, row.npv_net_p90, row.currency),
        ),
    )
    return make_table(words.say("Clusters by rank"), clusters, columns)


def _return_and_members(clusters: pd.DataFrame, words: Words) -> Table:
    loss, never = words.say(LOSS), words.say(NEVER)
    columns = (
        (words.say("Cluster"), name),
        (
            words.say("Internal rate of return"),
            lambda row: _middle(words.share(row.irr_p50), row.irr_probability_never, loss),
        ),
        (
            words.say("Payback, years"),
            lambda row: _middle(words.number(row.payback_years_p50), row.payback_probability_never, never),
        ),
        (words.say("Members expected to join"), lambda row: words.number(row.members_expected, 0)),
        (words.say("Chance of enough members"), lambda row: words.share(row.probability_heads)),
        (words.say("Months in which the plant stands"), lambda row: words.number(row.expected_months_below, 1)),
    )
    return make_table(words.say("Return, members and plant"), clusters, columns)


def _middle(shown: str, never: float, said: str) -> str:
    """Return the middle of a measure, or what is said where it never comes in half of the futures."""
    return said if shown == "–" and never >= 0.5 else shown


def _weak_points(clusters: pd.DataFrame, words: Words) -> Table:
    """Return by what each cluster hangs; a dash where its file states nothing of the kind."""
    columns = (
        (words.say("Cluster"), name),
        (words.say("Chance that its least likely target is reached"), lambda row: words.share(row.probability_target)),
        (
            words.say("Chance that every borrower keeps its covenant, the weakest"),
            lambda row: words.share(row.probability_covenant),
        ),
        (words.say("Grants that would make it bankable"), lambda row: words.amount(row.least_grant, row.currency)),
        (words.say("Chance that a class loses, the worst off"), lambda row: words.share(row.probability_class_loses)),
        (words.say("Loss if the largest member leaves"), lambda row: words.share(row.largest_member_share)),
        (words.say("Members whose leaving stops the chain"), lambda row: words.number(row.single_losses_that_stop, 0)),
        (words.say("Worth of planning together"), lambda row: words.share(row.coordination_gain)),
    )
    return make_table(words.say("By what each cluster hangs"), clusters, columns)


def _to_ask(clusters: pd.DataFrame, words: Words) -> Table:
    """Return how much of each cluster is too good to be true, and what hangs on purchases of which nobody spoke."""
    columns = (
        (words.say("Cluster"), name),
        (words.say("Figures too good to be true"), lambda row: words.number(row.doubts, 0)),
        (words.say("NPV of the central case"), lambda row: words.amount(row.npv_central, row.currency)),
        (
            words.say("The same if today's purchases from others go on"),
            lambda row: words.amount(row.npv_central_if_purchases_go_on, row.currency),
        ),
    )
    return make_table(words.say("What to ask first"), clusters, columns)


def _without_report(failed: pd.DataFrame, words: Words) -> Section:
    title = words.say("Clusters without a report")
    if failed.empty:
        return Section("without_report", title, lead=(words.say("Every cluster has its report."),))
    columns = (
        (words.say("Folder"), lambda row: row.folder),
        (words.say("What became of it"), lambda row: words.known(row.status, ENDS)),
        (words.say("Reason"), lambda row: row.reason),
    )
    table = make_table(words.say("Why there is none"), failed, columns, 3)
    return Section("without_report", title, exhibits=(Exhibit("without-report", table),))


def rank_chances(chances: pd.DataFrame, clusters: pd.DataFrame, languages: str | Iterable[str] = "en") -> Shown:
    """Return the chance of each rank (cluster, 1, 2, ...) and the ranks in 8 of 10 draws, as a notebook shows them."""
    return _shown("rank_chances", languages, lambda words: _rank_chances(chances, clusters, words))


def _rank_chances(chances: pd.DataFrame, clusters: pd.DataFrame, words: Words) -> Section:
    title = words.say("How sure the ranks are")
    lead = words.say(
        "Each cluster's figures were drawn from their ranges 2,048 times, and the clusters ranked each time by the "
        "fund's criteria, or by the net NPV for each unit invested where it states none."
    )
    shown = [column for column in chances.columns if column != "cluster"][:RANKS_SHOWN]
    columns = (
        (words.say("Cluster"), name),
        (
            words.say("Rank in 8 of 10 draws"),
            lambda row: words.between(row.rank_p10, row.rank_p90),
        ),
        *((words.say("Rank {n}", n=column), _chance_of(f"at_{column}", words)) for column in shown),
    )
    rows = clusters.assign(**{f"at_{column}": chances[column] for column in shown})
    table = make_table(words.say("Chance of each rank"), rows, columns)
    return Section("rank_chances", title, lead=(lead,), exhibits=(Exhibit("rank-chances", table),))


def _chance_of(column: str, words: Words) -> Callable[[Line], str]:
    return lambda row: words.share(getattr(row, column))


def best_set(clusters: pd.DataFrame, budgets: pd.DataFrame, languages: str | Iterable[str] = "en") -> Shown:
    """Return which clusters are taken under the budgets and what would lift the others, as a notebook shows them."""
    return _shown("best_set", languages, lambda words: _best_set(clusters, budgets, words))


def _best_set(clusters: pd.DataFrame, budgets: pd.DataFrame, words: Words) -> Section:
    title = words.say("The best set for the money there is")
    lifts = Exhibit("lifts", _lifts(clusters, words, has_budgets=not budgets.empty))
    if budgets.empty:
        none = words.say(
            "There is no best set: portfolio.yml states no budgets, or the clusters count in several currencies."
        )
        return Section("best_set", title, lead=(none,), exhibits=(lifts,))
    unit, first = clusters["currency"].iloc[0], budgets.iloc[0]
    taken = clusters.loc[clusters["taken"] == 1]
    most = words.say("No cluster is taken: none for which the money suffices is worth more than nothing.")
    if not taken.empty:
        most = words.say(
            "Worth most together, {worth} of net NPV: {names}.",
            worth=words.amount(first["worth"], unit),
            names=words.listed(row.title or row.cluster for row in taken.itertuples()),
        )
    lead = [
        most,
        words.say(
            "If clusters could be taken in part, the same money would bring {worth}; the price of a budget is what one "
            "more unit of it would bring then.",
            worth=words.amount(first["worth_in_shares"], unit),
        ),
    ]
    if not first["is_only"]:
        lead.append(words.say("Another set is worth as much; this one spends least."))
    columns = (
        (words.say("Budget"), lambda row: words.say("total") if row.budget == "total" else row.budget),
        (words.say("There is"), lambda row: words.amount(row.amount, unit)),
        (words.say("Spent"), lambda row: words.amount(row.spent, unit)),
        (words.say("Price"), lambda row: words.number(row.price, 2)),
    )
    table = make_table(words.say("The budgets"), budgets, columns)
    return Section("best_set", title, lead=tuple(lead), exhibits=(Exhibit("budgets", table), lifts))


def _lifts(clusters: pd.DataFrame, words: Words, *, has_budgets: bool) -> Table:
    """Return the step that lifts each cluster most; under budgets also who is taken and how far each falls short."""
    taken = {1.0: words.say("yes"), 0.0: words.say("no")}
    under_budgets = (
        (words.say("Taken"), lambda row: taken.get(row.taken, "–")),
        (words.say("Share, if it could be taken in part"), lambda row: words.share(row.share)),
        (words.say("Net NPV that it lacks"), lambda row: words.amount(row.lacks, row.currency)),
    )
    columns = (
        (words.say("Cluster"), name),
        *(under_budgets if has_budgets else ()),
        (words.say("First step lifts NPV by"), lambda row: words.amount(row.first_step_lift, row.currency)),
    )
    return make_table(words.say("What would lift each cluster"), clusters, columns)


def compared(languages: str | Iterable[str] = "en") -> Shown:
    """Return the place where two clusters are put side by side; the page's script fills it from its tables."""
    return _drawn("compared", languages, lambda words: words.say("Two side by side"), "portfolio/compare.html.j2", {})


def candidates_map(
    clusters: pd.DataFrame, places: Mapping[str, tuple[float, float]], languages: str | Iterable[str] = "en"
) -> Shown:
    """Return the clusters on a plain map, by latitude and longitude of their names; a sentence where none is known."""
    spots = _spots([row for row in clusters.itertuples() if row.cluster in places], places)
    return _drawn(
        "map", languages, lambda words: words.say("Where they are"), "portfolio/map.html.j2", {"spots": spots}
    )


def _spots(rows: list[Line], places: Mapping[str, tuple[float, float]]) -> list[dict[str, object]]:
    """Return where each cluster stands on a field of 100 by 60: north up, degrees as wide as they are there."""
    if not rows:
        return []
    north = [places[row.cluster][0] for row in rows]
    middle = math.cos(math.radians((max(north) + min(north)) / 2))
    east = [places[row.cluster][1] * middle for row in rows]
    scale = min(76 / ((max(east) - min(east)) or 1.0), 44 / ((max(north) - min(north)) or 1.0), 76.0)
    return [
        {
            "x": round(50 + scale * (x - (max(east) + min(east)) / 2), 2),
            "y": round(30 - scale * (y - (max(north) + min(north)) / 2), 2),
            "rank": row.rank,
            "title": row.title or row.cluster,
            "state": "warn" if row.warning else "good" if row.taken == 1 else "none",
        }
        for row, x, y in zip(rows, east, north, strict=True)
    ]


def _drawn(
    key: str, languages: str | Iterable[str], title: Callable[[Words], str], template: str, values: dict[str, object]
) -> Shown:
    """Return a section that a template of its own draws."""
    made = {}
    for language in languages_of(languages):
        words = Words(language)
        made[language] = {**_head(title(words), words), "html": render(template, words, **values), "figures": {}}
    return Shown(key, made)
