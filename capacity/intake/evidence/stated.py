"""What a group states of its region in diagnosis.yml: branch, infrastructure, support, resources, partners."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from capacity.intake.documents import read_document, structure_issues
from capacity.intake.findings import InputError
from capacity.intake.quantities.strict import Heading, Strict, Text, Title, told

DIAGNOSIS = "diagnosis.yml"
State = Literal["there", "partly", "missing"]
Day = Annotated[Text, Field(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")]
"""a year, a month or a day"""


class Fact(Strict):
    """Something that is there in the region, or is missing."""

    title: Annotated[Title, told("", {"en": "Branch of a bank", "ru": "Филиал банка", "ky": "Банктын филиалы"})]
    """what it is, in one language or in each of en, ru, ky"""
    state: Annotated[State, told("", "there")]
    """whether it is there, partly there, or missing"""
    source: Annotated[Text, told("", "meeting with the district administration")] = ""
    """who or what says so"""
    date: Annotated[Day | None, told("", "2026-10")] = None
    """when that was said or written"""
    until: Annotated[Day | None, told("", "2028-12")] = None
    """until when it holds: of a law, a programme, a contract"""


class Infrastructure(Fact):
    """A part of the financial and market infrastructure."""

    kind: Annotated[
        Literal["bank", "consulting", "market", "innovation", "transport", "laboratory", "training", "energy"],
        told("", "bank"),
    ]
    """what it serves: loans, advice, selling, research and technology parks, roads, tests, training, power"""


class Support(Fact):
    """Something with which state or region support clusters."""

    kind: Annotated[Literal["law", "programme", "institution", "management"], told("", "law")]
    """a law, a policy document or programme, an institution, or how well they are managed"""


class Partner(Strict):
    """Somebody who supplies goods or services to the members and is no member."""

    title: Heading = ""
    supplies: Annotated[Title, told("", "mixed feed")]
    """what the members get there"""
    role: Annotated[Literal["key_partner", "counterparty"], told("", "key_partner")]
    """key_partner where production stops without it, else counterparty"""


class Stated(Strict):
    """What diagnosis.yml says; every part may be missing, and is then not known."""

    branch: Annotated[Text, told("", "milk")] = ""
    """the branch of the cluster, as in the table region"""
    region: Annotated[Text, told("", "Chüy")] = ""
    """the region of the cluster, as in the table region"""
    country: Annotated[Text, told("", "Kyrgyzstan")] = ""
    """what the region is compared with, as in the table region"""
    resources: tuple[Fact, ...] = ()
    """natural resources on which production hangs: pasture, water, soils, feed"""
    infrastructure: tuple[Infrastructure, ...] = ()
    """banks, advisers, markets, technology parks, carriers, laboratories"""
    support: tuple[Support, ...] = ()
    """laws, programmes, institutions"""
    partners: tuple[Partner, ...] = ()
    """who supplies the members"""


def read_stated(folder: Path) -> Stated:
    """Return what diagnosis.yml of a cluster folder states; nothing where there is no such file.

    InputError names line and key of everything that is wrong in it.
    """
    path = folder / DIAGNOSIS
    if not path.is_file():
        return Stated()
    document = read_document(path)
    try:
        return Stated.model_validate(document.data)
    except ValidationError as error:
        raise InputError(structure_issues(error, document.where, Stated)) from None
