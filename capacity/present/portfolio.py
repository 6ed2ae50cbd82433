"""The portfolio: clusters in the order of their rank, and those without a report, as sections of the report's look."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from capacity.present.chapters.verdict import ANSWERS, NO_ANSWER
from capacity.present.charts.charts import Step, Steps
from capacity.present.markup import section_html
from capacity.present.parts.section import Exhibit, Section, Table, make_table
from capacity.present.show import Shown, figure_json, languages_of
from capacity.present.words.ranges import LOSS, NEVER
from capacity.present.words.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

CHART_ROWS = 20


def ranking(clusters: pd.DataFrame, languages: str | Iterable[str] = "en") -> Shown:
    """Return the ranked clusters (see run/portfolio.py for the columns) as a notebook shows them."""
    return _shown("ranking", languages, lambda words: _ranking(clusters, words))


def without_report(failed: pd.DataFrame, languages: str | Iterable[str] = "en") -> Shown:
    """Return the cluster folders that have no report, each with its reason, as a notebook shows them."""
    return _shown("without_report", languages, lambda words: _without_report(failed, words))


def _shown(name: str, languages: str | Iterable[str], build: Callable[[Words], Section]) -> Shown:
    return Shown(
        name, {language: _fragment(build(Words(language)), Words(language)) for language in languages_of(languages)}
    )


def _fragment(section: Section, words: Words) -> dict[str, object]:
    drawn = {one.key: figure_json(one.chart, words) for one in section.exhibits if one.chart}
    head = {
        "cluster": words.say("Clusters compared"),
        "note": "",
        "kind": words.say("Portfolio"),
        "title": section.title,
    }
    return {**head, "html": section_html(section, words), "figures": drawn}


def _ranking(clusters: pd.DataFrame, words: Words) -> Section:
    if clusters.empty:
        return Section("ranking", words.say("Ranking"), lead=(words.say("No cluster has a report yet."),))
    rule = words.say(
        "Clusters are ranked by the chance that their net NPV, after tax and working capital, is positive; where it is "
        "the same, by the net NPV for each unit of money invested. Both are of the leading scenario; a cluster without "
        "them stands at the end."
    )
    first = Exhibit("ranking", _table(clusters, words))
    exhibits = (
        first,
        _chances(clusters.head(CHART_ROWS), words),
        Exhibit("weak-points", _weak_points(clusters, words)),
        Exhibit("to-ask", _to_ask(clusters, words)),
    )
    return Section("ranking", words.say("Ranking"), lead=(rule,), exhibits=exhibits)


def _chances(clusters: pd.DataFrame, words: Words) -> Exhibit:
    """Return the chance that each cluster pays, as bars; one without a chance has none."""
    title = words.say("Chance that it pays")
    chances = [(row.cluster, row.probability_npv_net_positive) for row in clusters.itertuples()]
    steps = (Step(name, 0.0, 0.0 if math.isnan(one) else 100 * one, words.share(one)) for name, one in chances)
    rows = tuple((name, words.share(one)) for name, one in chances)
    table = Table(title, (words.say("Cluster"), title), rows)
    return Exhibit("chances", table, Steps(title, tuple(steps), "%", 100.0))


def _table(clusters: pd.DataFrame, words: Words) -> Table:
    loss, never = words.say(LOSS), words.say(NEVER)
    columns = (
        (words.say("Cluster"), lambda row: row.cluster),
        (words.say("Rank"), lambda row: words.number(row.rank, 0)),
        (words.say("Verdict"), lambda row: words.say(ANSWERS.get(row.answer, NO_ANSWER)[1])),
        (words.say("Chance that it pays"), lambda row: words.share(row.probability_npv_net_positive)),
        (words.say("Net NPV for each unit invested"), lambda row: words.number(row.npv_net_per_investment, 2)),
        (
            words.say("Net NPV: after tax and working capital"),
            lambda row: words.middle_and_range(row.npv_net_p50, row.npv_net_p10, row.npv_net_p90, row.currency),
        ),
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
    return make_table(words.say("Clusters by rank"), clusters, columns)


def _middle(shown: str, never: float, said: str) -> str:
    """Return the middle of a measure, or what is said where it never comes in half of the futures."""
    return said if shown == "–" and never >= 0.5 else shown


def _weak_points(clusters: pd.DataFrame, words: Words) -> Table:
    """Return by what each cluster hangs; a dash where its file states nothing of the kind."""
    columns = (
        (words.say("Cluster"), lambda row: row.cluster),
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
        (words.say("Cluster"), lambda row: row.cluster),
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
        (words.say("Reason"), lambda row: row.reason),
    )
    table = make_table(words.say("Why there is none"), failed, columns, 2)
    return Section("without_report", title, exhibits=(Exhibit("without-report", table),))
