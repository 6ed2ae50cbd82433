"""What the meeting looks at: one cluster under one scenario, its levers, and the study before anything is moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from capacity.intake.cluster_book.found import DESCRIPTIONS, is_cluster
from capacity.intake.findings import InputError, command
from capacity.intake.scenarios import Written, read_written, scenario_name, write_scenario
from capacity.intake.specs import read_specs
from capacity.model.engine.lasting import Lasting, anew
from capacity.model.goal_seek.levers import Lever, all_changes, find_levers
from capacity.model.goal_seek.sought import Question, Sought, sought
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.whatif.dials import Dials, dials_of
from capacity.model.whatif.glance import TRIED, glance, glimpse, hasty_study, todays_study

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from capacity.intake.facts import Cluster
    from capacity.model.results.run import Now
    from capacity.model.results.study import Study
    from capacity.model.uncertainty.draws import Draws


@dataclass(frozen=True)
class Scene:
    """A cluster under a scenario as its files have it: what every setting of the levers is compared with."""

    cluster: Cluster
    written: Written
    scenario: str
    futures: Draws
    levers: tuple[Lever, ...]
    before: Study
    """as the files have it: what everything is compared with"""
    at_rest: Study
    """with the answers that were changed, the levers at rest"""
    dials: Dials
    lasting: Lasting
    """what prices, costs and demand play no part in"""

    def changes(self, settings: Mapping[Lever, float]) -> dict[str, object]:
        """Return what the levers set in the cluster file, path -> value."""
        spec = self.cluster.specs[self.scenario]
        return all_changes(settings, spec, partial(self.written.value, self.scenario))

    def today(self, settings: Mapping[Lever, float]) -> Now:
        """Return today's chain with the levers moved: the quick part."""
        spec = self.written.spec(self.scenario, self.changes(settings))
        keeper = self.lasting if self.dials.lasts(spec) else anew
        return glimpse(self.cluster, TRIED, spec, self.futures, keeper)

    def today_study(self, seen: Now) -> Study:
        """Return the part of the study that today's chain alone fills."""
        return todays_study(seen)

    def hasty_study(self, last: Study, now: Study, seen: Now) -> Study | None:
        """Return the last study with a glimpse's chain, money and output; none if only the slower part finds them."""
        return hasty_study(last, now, seen, self.dials)

    def study(self, seen: Now) -> Study:
        """Return the futures of a glimpse: the slower part."""
        return glance(seen, self.dials)

    def seek(self, path: str, until: str, settings: Mapping[Lever, float]) -> Sought:
        """Return at which value of a number a goal turns, with the levers as they are set (see sought)."""
        changes = self.written.changed(self.scenario, self.changes(settings))
        written = replace(self.written, sets={**self.written.sets, self.scenario: changes})
        specs = {**self.cluster.specs, self.scenario: written.spec(self.scenario, {})}
        question = Question(path, until, self.scenario, draws=self.futures.size, seed=self.futures.seed)
        return sought(replace(self.cluster, specs=specs), written, question, lambda _: self.at_rest.tables)


def find_clusters(place: Path) -> dict[str, Path]:
    """Return the clusters to choose from by folder name: those beside a cluster's folder, or those in a folder."""
    root = place.parent if is_cluster(place) else place
    found = {path.parent.name: path.parent for path in sorted(root.glob("*/cluster.*")) if path.name in DESCRIPTIONS}
    if not found:
        raise InputError(
            "there is no cluster in this folder",
            file=str(place),
            fix=f"make one with: {command('new', 'SLUG')}",
            code="F32",
        )
    return found


def open_scene(cluster: Cluster, scenario: str, draws: int, seed: int = 1) -> Scene:
    """Return a cluster under one of its scenarios, computed once as it stands."""
    futures = sample_draws(cluster, draws, seed)
    spec = cluster.specs[scenario]
    before = glance(glimpse(cluster, scenario, spec, futures))
    levers, dials = find_levers(spec, before.tables), dials_of(cluster, spec, futures)
    return Scene(cluster, read_written(cluster.folder), scenario, futures, levers, before, before, dials, Lasting())


def answered(scene: Scene, cluster: Cluster) -> Scene:
    """Return the scene with a cluster some of whose members answer differently; what it is compared with stays."""
    spec = cluster.specs[scene.scenario]
    study = glance(glimpse(cluster, scene.scenario, spec, scene.futures))
    dials = dials_of(cluster, spec, scene.futures)
    return replace(
        scene, cluster=cluster, levers=find_levers(spec, study.tables), at_rest=study, dials=dials, lasting=Lasting()
    )


def save_scene(scene: Scene, settings: Mapping[Lever, float], title: str, reason: str, *, replaced: bool) -> Path:
    """Return the file in which the levers' settings now stand as a scenario of the cluster, named after its title."""
    changes = scene.written.changed(scene.scenario, scene.changes(settings))
    return write_scenario(scene.cluster.folder, scenario_name(title), title, reason, changes, replace=replaced)


def reread(cluster: Cluster) -> Cluster:
    """Return a cluster with its scenarios as they stand in its files now."""
    return replace(cluster, specs=read_specs(cluster.folder))
