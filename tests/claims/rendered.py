"""Both pages of a study as a reader gets them, and random clusters in which no two things have the same name."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from claims.grammar import CONFIDENTIAL, MEMBERS, Fact, facts
from claims.page import Piece, pieces
from valid_clusters import write_valid

from capacity.intake.cluster import read_cluster
from capacity.model.results.study import Study, study
from capacity.present.members_page.pages import members_page
from capacity.present.order import SECTIONS
from capacity.present.show import show


@dataclass(frozen=True)
class Pages:
    """The report section by section, and the members' page, as HTML."""

    report: dict[str, str]
    members: str

    def edited(self, page: str, old: str, new: str) -> "Pages":
        """The same pages with a text changed wherever it stands in one of them; it has to stand there."""
        whole = self.members if page == MEMBERS else "".join(self.report.values())
        assert old in whole, f"{old!r} stands nowhere in the {page}"
        if page == MEMBERS:
            return replace(self, members=self.members.replace(old, new))
        return replace(self, report={name: html.replace(old, new) for name, html in self.report.items()})

    @property
    def pieces(self) -> dict[str, list[Piece]]:
        """What each page says, block by block."""
        report = [piece for name, html in self.report.items() for piece in pieces(html, name.replace("_", "-"))]
        return {CONFIDENTIAL: report, MEMBERS: list(pieces(self.members))}

    @property
    def facts(self) -> list[Fact]:
        """What both pages claim."""
        return [fact for page, found in self.pieces.items() for fact in facts(page, found)]


def rendered(found: Study) -> Pages:
    """Return both pages of a study in English."""
    shown = {name: show(found, name, "en").fragments["en"] for name in SECTIONS}
    report = {name: plain(f"{one.get('opening', '')}{one['html']}") for name, one in shown.items()}
    return Pages(report, plain(members_page(found, "en")))


def plain(html: str) -> str:
    """Return a page with plain blanks in the place of those that hold numbers and units together."""
    return html.replace("\u2060", "").replace("\u00a0", " ").replace("\u202f", " ")


def random_study(folder: Path, number: int, draws: int = 32) -> Study:
    """Return the study of a random valid cluster whose things go by their ids: titles may be the same by chance."""
    target = write_valid(folder, number)
    file = target / "cluster.yml"
    data = json.loads(file.read_text("utf-8"))
    data["places"] = {name: name for name in data.get("places", {})}
    kept = {name: data.pop(name) for name in ("sources", "places") if data.get(name)}
    data.pop("places", None)
    _untitle(data)
    file.write_text(json.dumps(data | kept), encoding="utf-8")
    return study(read_cluster(target), draws=draws)


def _untitle(part: object) -> None:
    if isinstance(part, dict):
        part.pop("title", None)
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _untitle(one)
