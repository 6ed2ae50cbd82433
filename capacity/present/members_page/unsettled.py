"""What members are told of conditions that their page may not show: that at least one is not met yet, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.words.reading import table

if TYPE_CHECKING:
    from capacity.model.results.study import Study
    from capacity.present.members_page.release import Release
    from capacity.present.words.words import Words

LIGHTS = ("heads", "volume", "suppliers", "links")


def unsettled(study: Study, release: Release, words: Words) -> str:
    """Return that a condition is not met yet of which the page says nothing; nothing where it shows all that are open.

    A page with green lights only must not stand beside a report that says "not yet".
    """
    rows = table(study, "verdict")
    hidden = [row.condition for row in rows.itertuples() if not row.met and not _is_told(row.condition, release)]
    if not hidden:
        return ""
    return words.say(
        "At least one condition is not met yet, of which this page says nothing: the initiative group knows what has "
        "to be done."
    )


def _is_told(condition: str, release: Release) -> bool:
    """Return whether the page shows that a condition is not met: by a red light, or by how the plant stands."""
    if condition in LIGHTS:
        return release.number(f"light.{condition}") == 0
    stands = release.named("stands.")
    nodes = {name.rpartition(".")[0] for name in stands}
    told = any(one.value for one in stands.values()) or not all(release.number(f"surely.{node}") for node in nodes)
    return condition == "continuity" and told
