"""A cluster folder becomes frozen, validated data: its specs by scenario, its survey, and what is doubtful of both."""

from dataclasses import replace
from pathlib import Path

from capacity.intake.cluster_book.found import cluster_document, cluster_file, named_right, said_of
from capacity.intake.cluster_book.remedies import book_language
from capacity.intake.cluster_checks.correlations import adjustment_issues
from capacity.intake.cluster_checks.loads import overloaded
from capacity.intake.cluster_checks.statements import doubtful_answers, doubtful_statements
from capacity.intake.cluster_file.conversion import is_yearly_share
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.waivers import waiver_issues
from capacity.intake.cluster_file.working_time import unsaid_working
from capacity.intake.facts import BASE, Cluster, quantities, ranged_names
from capacity.intake.files import find_folder
from capacity.intake.findings import InputError, Issue, Where
from capacity.intake.folder import folder_issues
from capacity.intake.specs import path_of, read_specs, refuse
from capacity.intake.survey.survey import read_survey


def read_cluster(folder: str | Path) -> Cluster:
    """Return the cluster of a folder: cluster.yml or cluster.xlsx, scenarios/, the survey and its corrections.

    Everything wrong in it is collected and raised once as InputError, with `file:line:column` or sheet and cell. Rows
    of the survey that cannot be used are set aside, not raised: see cluster.survey.issues.

    >>> import capacity as cap
    >>> beans = cap.read_cluster("data/talas-beans")
    >>> beans.slug, beans.survey.rows.read
    ('talas-beans', 102)
    """
    folder = find_folder(Path(folder))
    try:
        return _read(folder)
    except InputError as error:
        raise named_right(error, folder) from None


def _read(folder: Path) -> Cluster:
    cluster_file(folder)
    passed_over = folder_issues(folder)
    refuse([issue for issue in passed_over if issue.severity == "error"])
    specs = read_specs(folder)
    base, document = specs[BASE], cluster_document(folder)
    survey = read_survey(folder, base)
    heavy = [issue.at(file=document.where(path)) for path, issue in overloaded(base, survey.members)]
    refuse([issue for issue in heavy if issue.severity == "error"])
    found = heavy + adjustment_issues(base, ranged_names(specs.values()), document.where)
    found += waiver_issues(base, document.where)
    found += [issue.at(file=document.where(path)) for path, issue in unsaid_working(base)]
    found += doubtful_statements(specs.values(), document, survey.members)
    found += [*_taken_a_year(base, document.where), *doubtful_answers(base, survey.members, document.where)]
    language = book_language(document.places.values())
    issues = tuple(said_of(issue, document.file, language) for issue in (*found, *passed_over, *survey.issues))
    return Cluster(base.cluster, folder, specs, replace(survey, issues=issues))


def _taken_a_year(spec: Spec, where: Where) -> list[Issue]:
    """Return a note on each rate a year that was written without the year: [14, percent]."""
    return [
        Issue(
            "a year is meant: it is read as so much a year",
            file=where(path_of(q.name)),
            value=q.stated,
            severity="note",
            code="Y08",
        )
        for q in quantities(spec)
        if is_yearly_share(q, q.unit)
    ]
