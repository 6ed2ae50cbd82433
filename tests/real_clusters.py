"""Makes cluster folders out of real survey data, for trials: growers of RHoMIS, households of SAFI.

    python tests/real_clusters.py OUT --rhomis rhomis_cleaned.csv.gz --country uganda --region central --crop beans
    python tests/real_clusters.py OUT --rhomis rhomis_cleaned.csv.gz --candidates 200
    python tests/real_clusters.py OUT --safi FOLDER

Answers are the survey's own, character by character; whatever else a cluster needs (prices, chances of joining, the
cleaning line, seasons) is made up here and says so: its source is `estimate`.
"""

import argparse
import csv
import gzip
import os
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from capacity.intake.spelling.spelling import slug

FEWEST, MOST = 100, 700
BANDS = {
    "all": (0.90, 0.95, 1.00),
    "most": (0.60, 0.75, 0.90),
    "half": (0.40, 0.50, 0.60),
    "underhalf": (0.10, 0.25, 0.40),
    "little": (0.01, 0.05, 0.10),
    "none": (0.00, 0.00, 0.00),
}
"""the shares behind RHoMIS' words for how much of a crop is eaten at home"""
HEADER = ("id_unique", "region", "crop", "harvest_kg_per_year", "consumed", "sells", "land", "land_unit", "land_ha")
_HARVEST = (0, 0, 0, 0, 0, 5, 20, 35, 25, 10, 5, 0)


def shared_data() -> Path | None:
    """Return the folder of real data: CAPACITY_SHARED, else ../shared beside the project; None where it is absent."""
    root = Path(os.environ.get("CAPACITY_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    folder = root / "data" / "real"
    return folder if folder.is_dir() else None


@dataclass(frozen=True)
class Grower:
    """One household's answers about one crop, as they stand in the file."""

    country: str
    region: str
    crop: str
    answers: tuple[str, ...]


def read_rhomis(file: Path) -> Iterator[Grower]:
    """Yield every household's crops that have a harvest, one Grower for each crop."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            seen = set()
            for number in (1, 2, 3):
                crop, harvest = row[f"crop_name_{number}"], row[f"crop_harvest_kg_per_year_{number}"]
                if crop and harvest and crop not in seen:
                    seen.add(crop)
                    sold = row[f"crop_income_per_year_{number}"]
                    sells = "" if not sold else "yes" if float(sold) > 0 else "no"
                    land = (row["landcultivated"], row["unitland"], row["land_cultivated_ha"])
                    kept = row[f"crop_consumed_prop_{number}"]
                    answers = (row["id_unique"], row["region"], crop, harvest, kept, sells, *land)
                    yield Grower(row["country"], row["region"], crop, answers)


def candidates(
    growers: Iterable[Grower], fewest: int = FEWEST, most: int = MOST
) -> dict[tuple[str, str, str], list[Grower]]:
    """Return the growers by country, region and crop, where there are `fewest` to `most` of them, the most first."""
    groups: dict[tuple[str, str, str], list[Grower]] = defaultdict(list)
    for grower in growers:
        groups[grower.country, grower.region, grower.crop].append(grower)
    usual = {key: found for key, found in groups.items() if fewest <= len(found) <= most}
    return dict(sorted(usual.items(), key=lambda item: (-len(item[1]), item[0])))


def write_growers(out: Path, key: tuple[str, str, str], growers: Sequence[Grower]) -> Path:
    """Return the folder of a candidate cluster after writing its members.csv and cluster.yml."""
    name = "-".join(slug(part).replace("_", "-") for part in key if part)[:60].rstrip("-")
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "members.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([HEADER, *(grower.answers for grower in growers)])
    (folder / "cluster.yml").write_text(grower_cluster(name, key, growers), encoding="utf-8", newline="\n")
    return folder


def grower_cluster(name: str, key: tuple[str, str, str], growers: Sequence[Grower]) -> str:
    """Return the cluster.yml of a group of growers: their crop, a shared cleaning line, one buyer, today's trader."""
    country, region, crop = key
    harvests = [float(grower.answers[3]) for grower in growers]
    season = statistics.median(harvests) * len(harvests) / 1000
    line = max(round(season / 90, 3), 0.01)
    product = slug(crop)[:50]
    bands = ", ".join(f"{word}: [{low}, {mode}, {high}, share]" for word, (low, mode, high) in BANDS.items())
    bands = bands.replace("[0.0, 0.0, 0.0, share]", "[0, share]")
    return f"""\
cluster: {name}
title: "{crop} growers of {region or country}"
note: Illustrative. The answers are real; prices, joining, the cleaning line and the seasons are estimates.
currency: USD
start: 2027-01
horizon: [5, year]
source: estimate
sources:
  estimate: {{title: Made up for a trial}}
  survey: {{title: "RHoMIS household survey, doi:10.7910/DVN/WS38SA", by: RHoMIS}}
seasons:
  harvest: {{unit: percent, by_month: {list(_HARVEST)}}}
products:
  {product}: {{unit: kg, keeps: [6, month]}}
  clean_{product}: {{unit: kg, keeps: [6, month]}}
links:
  growing: {{rated: {product}, makes: {{{product}: [1, kg]}}}}
  cleaning:
    rated: {product}
    takes: {{{product}: [1, kg]}}
    makes: {{clean_{product}: [0.90, 0.93, 0.96, kg]}}
    cost: [0.01, 0.02, 0.04, USD/kg]
    capacity: [{line}, t/day]
    working_days: [25, day/month]
    minimum_load: [{round(line / 10, 4)}, t/day]
classes:
  grower: {{runs: [growing], season: harvest, side_selling: [0.05, 0.15, 0.30, share]}}
survey:
  source: survey
  member: {{columns: [id_unique]}}
  current: {{columns: [harvest_kg_per_year], unit: kg/year}}
  own_use: {{columns: [consumed], values: {{{bands}}}}}
  joins:
    columns: [sells]
    values: {{"yes": [0.40, 0.60, 0.80, share, estimate], "no": [0.05, 0.15, 0.30, share, estimate]}}
joining: {{common_error: [-0.15, 0, 0.10, share], half_by: [12, month], needed: [30, member]}}
markets:
  buyer: {{buys: clean_{product}, price: [0.30, 0.45, 0.60, USD/kg]}}
  trader: {{buys: {product}, today: true, price: [0.15, 0.25, 0.35, USD/kg]}}
finance:
  discount_rate: [0.12, 1/year]
  items: [{{buy: cleaning line, owner: cooperative, cost: [10, 15, 25, kUSD], month: 6, life: [10, year], adds: {{cleaning: [{line}, t/day]}}}}]
"""  # noqa: E501 (a line of YAML)


SAFI = {
    "SAFI_results.csv": ("instanceID", "A09_village", "C02_respondent_wall_type", "B_no_membrs", "E23_memb_assoc"),
    "SAFI_full_shortname.csv": ("instanceID", "village", "respondent_wall_type", "no_membrs", "memb_assoc"),
    "SAFI_clean.csv": ("instanceID", "village", "respondent_wall_type", "no_membrs", "memb_assoc"),
}
"""the columns of each layout of the same 131 interviews: member, place, class, people, joins"""
SAFI_KEYS = {"SAFI_results.csv": "A03_quest_no", "SAFI_full_shortname.csv": "quest_no", "SAFI_clean.csv": "key_ID"}
"""the number on the questionnaire, which two pairs of interviews share"""
_VILLAGES = {
    "ruaca": ("Ruaca", "Village1", "Village1a", "Village1b"),
    "god": ("God", "Village2"),
    "chirodzo": ("Chirodzo", "Village3", "Villagez"),
}


def write_safi(out: Path, file: Path, member: str | None = None) -> Path:
    """Return a cluster folder whose members.csv is one of SAFI's layouts as it came, with the map that reads it."""
    folder = out / slug(file.stem).replace("_", "-")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "members.csv").write_bytes(file.read_bytes())
    columns = SAFI[file.name] if member is None else (member, *SAFI[file.name][1:])
    (folder / "cluster.yml").write_text(safi_cluster(folder.name, columns), encoding="utf-8", newline="\n")
    return folder


def safi_cluster(name: str, columns: Sequence[str]) -> str:
    """Return the cluster.yml of brick makers among SAFI's households: hands at work, bricks, one buyer."""
    member, place, kind, people, joins = columns
    villages = ", ".join(f"{word}: {key}" for key, words in _VILLAGES.items() for word in words)
    return f"""\
cluster: {name}
note: Illustrative. The answers are real; everything else is an estimate.
currency: MZN
start: 2027-01
horizon: [3, year]
source: estimate
sources:
  estimate: {{title: Made up for a trial}}
  survey: {{title: "SAFI survey, doi:10.6084/m9.figshare.6262019.v1"}}
places: {{ruaca: Ruaca, god: God, chirodzo: Chirodzo}}
products:
  work: {{unit: minute}}
  bricks: {{unit: piece, keeps: [12, month]}}
links:
  hands: {{rated: work, makes: {{work: [1, minute]}}}}
  brickmaking: {{rated: bricks, takes: {{work: [3, 4, 6, minute]}}, makes: {{bricks: [1, piece]}}, equipment: false}}
classes:
  mud_house: {{runs: [hands], rates: {{time: [30, 60, 120, minute/worker/day]}}}}
  brick_house: {{runs: [hands], rates: {{time: [60, 90, 150, minute/worker/day]}}}}
survey:
  source: survey
  member: {{columns: [{member}]}}
  place: {{columns: [{place}], values: {{{villages}}}}}
  class: {{columns: [{kind}], values: {{muddaub: mud_house, sunbricks: mud_house, burntbricks: brick_house, cement: brick_house}}}}
  current: {{columns: [{people}], unit: worker}}
  joins: {{columns: [{joins}], values: {{"yes": [0.5, 0.7, 0.9, share, estimate], "no": [0.1, 0.3, 0.5, share, estimate]}}}}
markets: {{builders: {{buys: bricks, price: [3, 4, 6, MZN/piece]}}}}
"""  # noqa: E501 (a line of YAML)


def main(arguments: Sequence[str] | None = None) -> list[Path]:
    """Return the folders written for the arguments of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="the folder that receives the cluster folders")
    parser.add_argument("--rhomis", type=Path, help="rhomis_cleaned.csv.gz")
    parser.add_argument("--country")
    parser.add_argument("--region", default="")
    parser.add_argument("--crop")
    parser.add_argument("--candidates", type=int, help="this many groups of growers, the largest first")
    parser.add_argument("--safi", type=Path, help="the folder with SAFI's layouts")
    given = parser.parse_args(arguments)
    written = [write_safi(given.out, given.safi / name) for name in SAFI] if given.safi else []
    if given.rhomis:
        groups = candidates(read_rhomis(given.rhomis))
        key = (given.country, given.region, given.crop)
        if given.candidates is None and key not in groups:
            parser.error(f"there are no {FEWEST} to {MOST} growers for {key}; try one of {list(groups)[:5]}")
        if given.candidates is not None and not 1 <= given.candidates <= len(groups):
            parser.error(f"there are 1 to {len(groups)} candidates")
        chosen = [key] if given.candidates is None else list(groups)[: given.candidates]
        written += [write_growers(given.out, key, groups[key]) for key in chosen]
    if not written:
        parser.error("say --rhomis FILE or --safi FOLDER")
    return written


if __name__ == "__main__":
    for folder in main():
        print(folder)
