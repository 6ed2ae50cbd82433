"""What a run must know of a cluster folder before it computes anything; found in the process that reads (see apart)."""

from dataclasses import asdict, dataclass
from pathlib import Path

from capacity.intake.cluster import read_cluster
from capacity.intake.cluster_book.found import cluster_document, cluster_file
from capacity.intake.findings import InputError, nearest
from capacity.run.manifest import Request, hash_inputs
from capacity.run.outputs import check_slug


@dataclass(frozen=True)
class Judged:
    """A cluster folder of which a report can be made: what it is called, what was read of it, what was corrected."""

    slug: str
    currency: str
    inputs: dict[str, str]
    corrections: list[dict[str, object]]


@dataclass(frozen=True)
class Glance:
    """The name that a cluster gives itself, "" where its file cannot be read, and the hashes of its files."""

    slug: str
    inputs: dict[str, str]


def judge(folder: Path, request: Request) -> Judged:
    """Return what is known of a folder, or raise InputError with everything that stands in the way of a report."""
    inputs = hash_inputs(folder)
    cluster = read_cluster(folder)
    check_slug(cluster.slug)
    if request.scenario not in cluster.specs:
        fix, file = nearest(request.scenario, cluster.specs), f"{folder.name}/{cluster_file(folder).name}"
        raise InputError(f'there is no scenario "{request.scenario}"', file=file, fix=fix, code="Y35")
    errors = [issue for issue in cluster.survey.issues if issue.severity == "error"]
    if errors:
        raise InputError(errors)
    return Judged(
        cluster.slug, cluster.spec.currency, inputs, [asdict(correction) for correction in cluster.survey.corrections]
    )


def glance(folder: Path) -> Glance:
    """Return the name and the hashes of a cluster folder without reading its survey."""
    try:
        slug = str(cluster_document(folder).data.get("cluster", ""))
    except InputError:
        slug = ""
    return Glance(slug, hash_inputs(folder))
