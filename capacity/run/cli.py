"""The command line: `capacity`. Each command imports what it needs when it runs, so that --help is there at once."""

import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from capacity.intake.findings import command
from capacity.run.machine.stopping import Terminated
from capacity.run.machine.streams import steady
from capacity.run.options import FOLDER, LANGUAGES, RELEASE, SEED, with_draws, with_languages, with_request
from capacity.run.telling import (
    EXIT_BUG,
    EXIT_INPUT,
    EXIT_INTERRUPTED,
    EXIT_SOME_FAILED,
    explained,
    loading,
    refusing,
)

SAMPLES = ("chui-dairy", "bishkek-sewing", "talas-beans")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="capacity", message="capacity %(version)s")
def cli() -> None:
    """What a candidate economic cluster can produce, whether its chain holds together, and whether it pays.

    CLUSTER is a folder with a cluster.yml (or a cluster.xlsx) and a survey of the members.
    """


@cli.command()
@click.argument("slug")
@click.option("--like", type=click.Choice(SAMPLES), help="Begin with the cluster file of a sample.")
@click.option("--workbook", is_flag=True, help="Describe the cluster in Excel (cluster.xlsx), not in cluster.yml.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the workbook.")
def new(slug: str, like: str | None, workbook: bool, language: str) -> None:
    """Make the folder of a new cluster: a cluster file with comments, the survey's form, an example of the sheet."""
    from capacity.run.new import make_cluster

    folder = make_cluster(slug, like, workbook=workbook, language=language)
    described = folder / ("cluster.xlsx" if workbook else "cluster.yml")
    click.echo(f"Made {folder}. Open {described}, then: {command('check', folder)}")
    click.echo(f"A year later the same survey goes into {folder / 'waves'}/YYYY-MM.xlsx: see capacity monitor.")


@cli.command()
@click.argument("cluster", type=FOLDER)
@click.option("--out", type=FOLDER, help="Another folder to write to.")
@click.option("--force", is_flag=True, help="Keep a form that was changed by hand aside, and write a new one.")
def form(cluster: Path, out: Path | None, force: bool) -> None:
    """Write the form and the members' sheet that the cluster file asks for now; field names stay as they were."""
    from capacity.run.form import renew_form

    for one in renew_form(cluster, out, force=force):
        click.echo(one.as_text())


@cli.command()
@click.argument("cluster", type=FOLDER)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of a workbook.")
def convert(cluster: Path, language: str) -> None:
    """Turn cluster.yml into cluster.xlsx, or back, without loss; the old file is kept in the folder replaced/.

    Comments behind a key become remarks of its row. Comments on lines of their own, and the remarks of a workbook,
    stay in the file that is kept; scenarios/ stays as it is.
    """
    from capacity.intake.cluster_book.converting import convert as make

    made, kept = make(cluster, language)
    click.echo(f"Made {made}. What it replaces is kept as {kept}.")


@cli.command()
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, default="reports", show_default=True, help="Where your copy of the notebook lies.")
@click.option("--browser/--no-browser", default=True, help="Open the browser.")
def begin(folder: Path, out: Path, browser: bool) -> int:
    """From a survey's export to a new cluster by picking from lists, in the browser, on this computer only.

    FOLDER is the cluster's folder, made if it is not there; its last part is the cluster's name.
    """
    from capacity.run.notebook.interactive import begin as open_notebook

    return open_notebook(folder, out, browser)


@cli.command()
@click.argument("cluster", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the findings.")
@click.option("--annotate", is_flag=True, help="Also write the survey's workbook with the findings in its cells.")
@click.option("--out", type=FOLDER, default="reports", show_default=True, help="Where that workbook goes.")
def check(cluster: Path, as_json: bool, language: str, annotate: bool, out: Path) -> int:
    """Say whether a cluster's files are ready for a report, and list what stops it or changes its figures.

    One finding a line, with the share of today's output that hangs on it; exit 2 if anything stops a report.

    With --annotate a copy of the survey's workbook is written, with coloured cells, comments and a sheet on which to
    fill in corrected answers (see capacity correct), and beside it entries drafted for corrections.yml.
    """
    from capacity.run.check import check_cluster

    findings = check_cluster(cluster, language=language)
    click.echo(findings.as_json() if as_json else findings.as_text())
    if annotate:
        from capacity.run.back.annotate import annotate as write_back

        for path in write_back(cluster, out):
            click.echo(str(path), err=as_json)
    return EXIT_INPUT if findings.errors else 0


@cli.command()
@click.argument("cluster", type=FOLDER)
@click.argument("workbook", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--by", "who", default="", metavar="NAME", help="Who took the answers, where the sheet does not say it.")
@click.option("--date", "when", default="", metavar="YYYY-MM-DD", help="When, where the sheet does not say it.")
def correct(cluster: Path, workbook: Path, who: str, when: str) -> None:
    """Take in the corrected answers of a workbook that check --annotate wrote: they are added to corrections.yml."""
    from capacity.intake.changes.filled import Signed
    from capacity.run.back.take_in import take_in

    click.echo(take_in(cluster, workbook, Signed(who, when)).as_text())


@cli.command()
@click.argument("cluster", type=FOLDER)
@click.option(
    "--set",
    "answers",
    nargs=2,
    multiple=True,
    metavar="MEMBER COLUMN=ANSWER",
    help="An answer that changes; repeatable.",
)
@click.option("--scenario", default="base", show_default=True, help="The scenario that is looked at.")
@click.option("--keep", is_flag=True, help="Add the answers to corrections.yml.")
@click.option("--by", "who", default="", metavar="NAME", help="Who took the answers; with --keep.")
@click.option("--date", "when", default="", metavar="YYYY-MM-DD", help="When; with --keep.")
def meeting(cluster: Path, answers: tuple, scenario: str, keep: bool, who: str, when: str) -> None:
    """At a meeting: what the members can produce, and whether they are enough, once some answer differently.

    \b
    Examples:
      capacity meeting data/chui-dairy
      capacity meeting data/chui-dairy --set Л-15 "Вступите в кластер?=да" --set Ф-26 "Дойных коров=9"
    """  # noqa: D301, click's mark of lines that stay as they are
    from capacity.intake.changes.filled import Signed
    from capacity.run.back.meeting import Asked, meet, read_answers

    asked = Asked(read_answers(answers), scenario, keep, Signed(who, when))
    click.echo(meet(cluster, asked).as_text())


@cli.command()
@click.argument("cluster", type=FOLDER)
@click.option("--scenario", default="base", show_default=True, help="The scenario the report leads with.")
@click.option("--since", type=FOLDER, help="An earlier report of the cluster: the new one says what has changed.")
@RELEASE
@with_request
def report(cluster: Path, out: Path, quiet: bool, release: bool, since: Path | None, **request: Any) -> None:
    """Compute one cluster and write its report; all scenarios are computed."""
    with loading(show=not quiet):
        from capacity.run.before.second_page import Gate, what_became
        from capacity.run.manifest import Request
        from capacity.run.report import Way
        from capacity.run.report import report as make

    wanted = Request(**request)
    progress = "" if quiet else cluster.absolute().name
    way = Way(progress, gate=Gate(release=release), since=since, tell=partial(click.echo, err=True))
    with refusing(cluster, wanted.languages[0]):
        folder = make(cluster, out, wanted, way)
    page = what_became(folder)
    if page.why:
        click.echo(page.as_text(), err=True)
    for language in wanted.languages:
        for kind in ("html", "pdf") if wanted.pdf else ("html",):
            click.echo(str((folder / "confidential" / f"feasibility.{language}.{kind}").absolute()))
    for path in sorted(folder.glob("*/*.zip")):
        click.echo(str(path.absolute()))


@cli.command()
@click.argument("cluster", type=FOLDER)
@with_languages
@click.option("--draws", type=click.IntRange(2, 1_048_576), default=512, show_default=True, help="Futures drawn.")
@SEED
def diagnose(cluster: Path, out: Path, quiet: bool, **request: Any) -> None:
    """Say whether there is ground for a cluster: its four prerequisites, who is who, what to ask next (stage 2).

    Beside the cluster file and the survey it reads what was told of the region: diagnosis.yml, region.csv (branch and
    all branches, region and country), relations.csv (who sells what to whom). What is not there yet it asks for.
    """
    with loading(show=not quiet):
        from capacity.run.manifest import Request
        from capacity.run.stages.diagnose import write_diagnosis

    wanted = Request(**request)
    with refusing(cluster, wanted.languages[0]):
        folder = write_diagnosis(cluster, out, wanted, "" if quiet else cluster.absolute().name)
    for language in wanted.languages:
        click.echo(str((folder / "confidential" / f"diagnosis.{language}.html").absolute()))


@cli.command()
@click.argument("cluster", type=FOLDER)
@with_draws
def monitor(cluster: Path, out: Path, quiet: bool, **request: Any) -> None:
    """Hold the waves of a cluster's survey against its forecast, and bring the forecast up to date.

    A wave is the same survey taken again, in the cluster's folder as waves/YYYY-MM.xlsx or .csv. The page says what
    came true, why it came otherwise and what to ask; it stands beside the report.
    """
    with loading(show=not quiet):
        from capacity.run.manifest import Request
        from capacity.run.stages.monitor import monitor_cluster

    wanted = Request(**request)
    with refusing(cluster, wanted.languages[0]):
        folder = monitor_cluster(cluster, out, wanted, "" if quiet else cluster.absolute().name)
    for language in wanted.languages:
        click.echo(str((folder / "confidential" / f"monitoring.{language}.html").absolute()))


@cli.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--workers", type=click.IntRange(1, 4 * (os.cpu_count() or 1)), help="Clusters at a time; else one a core."
)
@click.option("--scheduler", metavar="ADDRESS", help="A Dask cluster to compute on, such as tcp://127.0.0.1:8786.")
@click.option("--force", is_flag=True, help="Also redo what has not changed.")
@click.option("--only", multiple=True, metavar="NAME", help="Compute only this folder; * for any letters; repeatable.")
@click.option("--dry-run", is_flag=True, help="Only check, and say what would be computed and why.")
@click.option("--status", is_flag=True, help="Only say what stands, what is due and what became of the rest.")
@RELEASE
@with_request
def batch(folder: Path, out: Path, quiet: bool, workers: int | None, **asked: Any) -> int:
    """Compute every cluster of a folder and rank them; running it again redoes what is missing, failed or changed.

    A file portfolio.yml beside the clusters says by what the fund ranks, and how much it can spend.
    """
    with loading(show=not quiet):
        from capacity.run.batch import default_workers, run_batch
        from capacity.run.manifest import Request
        from capacity.run.many.outlook import Batch, dry_run
        from capacity.run.many.outlook import status as what_stands

    dry, stands = asked.pop("dry_run"), asked.pop("status")
    rest = {name: asked.pop(name) for name in ("scheduler", "force", "release", "only")}
    wanted = Batch(folder, out, Request(**asked), workers or default_workers(), **rest)
    with refusing(folder, wanted.request.languages[0]):
        outcomes = (what_stands if stands else dry_run if dry else run_batch)(wanted, show=not quiet)
    click.echo(outcomes.as_text())
    if dry or stands:
        return EXIT_SOME_FAILED if outcomes.refused else 0
    if outcomes.interrupted:
        return EXIT_INTERRUPTED
    if outcomes.problem:
        return EXIT_BUG
    click.echo(str((out / "portfolio" / "index.html").absolute()))
    return EXIT_SOME_FAILED if outcomes.failed else 0


@cli.command()
@click.argument("cluster", type=FOLDER, required=False)
@click.option("--out", type=FOLDER, default="reports", show_default=True, help="Where your copy of the notebook lies.")
@click.option("--browser/--no-browser", default=True, help="Open the browser.")
def explore(cluster: Path | None, out: Path, browser: bool) -> int:
    """Open the interactive notebook in the browser, on this computer only."""
    with loading():
        from capacity.run.notebook.interactive import explore as open_notebook

    return open_notebook(cluster, out, browser)


@cli.command()
@click.argument("cluster", type=FOLDER)
@click.option("--set", "path", metavar="PATH", required=True, help="A number of the cluster file, or a lever.")
@click.option("--until", metavar="GOAL", required=True, help="MEASURE[@WHO][:p50|central|chance] (<=|=|>=) NUMBER.")
@click.option("--scenario", default="base", show_default=True, help="The scenario whose number is moved.")
@click.option("--against", default="", metavar="SCENARIO", help="Take off what this scenario measures.")
@click.option("--draws", type=click.IntRange(2, 65_536), default=1024, show_default=True, help="For p50 and chance.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def seek(cluster: Path, as_json: bool, **asked: Any) -> None:
    """At which value of a number does it turn? The answer can be: never.

    PATH is any number of cluster.yml, as a scenario's set: names it (markets.retail.price, links.plant.cost,
    finance.items.0.cost), one month of a price or demand (markets.retail.price.may), what a class has together
    (classes.household.answers), or a lever (supply, joining, capacity, price, demand, cost, outside, loyalty,
    interest). A range is moved as a whole: its central value is the one that is printed.

    \b
    MEASURE, with @WHO where somebody's own is meant:
      npv, npv_net, npv_after_grants, irr, payback_years, dscr_min
                                      the cluster's, or @BORROWER
      income@CLASS, lowest_income     gain over the horizon after own investments
      output@PRODUCT                  what the chain sells in year 3
      months_below, volume            of the minimum load; the worst link's, or @LINK
      heads                           core members who join

    \b
    central (unless said otherwise): numbers at their medians, events at their expected effect
    p50:    the median of the futures
    chance: the share of the futures in which npv or npv_net is above 0, income not below 0, dscr_min at
            least the covenant's, payback_years not never, months_below at most may_stand (or 2),
            volume at least 1, heads as many as needed; with --against: the difference above 0

    \b
    Examples:
      capacity seek data/chui-dairy --set markets.retail.price --until "npv = 0"
      capacity seek data/chui-dairy --set finance.items.4.cost --until "dscr_min@anchor >= 1.2"
      capacity seek data/talas-beans --set price --until "npv:chance >= 70%"
    """  # noqa: D301, click's mark of lines that stay as they are
    from capacity.model.goal_seek.sought import Question
    from capacity.run.seek import seek_cluster

    answer = seek_cluster(cluster, Question(**asked))
    click.echo(answer.as_json() if as_json else answer.as_text())


seek.help = (seek.help or "").replace("capacity seek", command("seek"))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; what the user can mend is a message, not a traceback."""
    if arguments is not None:
        return _run(arguments)
    _speak_utf8()
    answers = steady()
    code = _run(arguments)
    answers.flush()
    if answers.problem is None:
        return code
    click.echo(f"the answer cannot be written: {answers.problem.strerror}; make room, or write it elsewhere", err=True)
    return code or EXIT_INPUT


def _run(arguments: list[str] | None) -> int:
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        code = cli.main(arguments, prog_name=command(), standalone_mode=False)
        return code if isinstance(code, int) else 0
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted: nothing half-made is left", err=True)
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        error.show()
        return EXIT_INPUT
    except Exception as error:  # noqa: BLE001 - nothing may end with exit code 1, which has a meaning here
        return explained(error)


def _speak_utf8() -> None:
    """Start again in UTF-8 where the system was set to an encoding that cannot write every name of a file."""
    if os.name == "posix" and sys.getfilesystemencoding() != "utf-8" and sys.flags.utf8_mode == 0:
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, "PYTHONUTF8": "1"})  # noqa: S606


def _interrupt(*_: object) -> None:
    raise Terminated


if __name__ == "__main__":
    sys.exit(main())
