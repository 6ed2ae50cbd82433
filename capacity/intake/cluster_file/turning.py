"""What a cluster file may ask: at which value of a number a goal turns."""

from pydantic import Field

from capacity.intake.quantities.strict import Strict
from capacity.intake.quantities.words import Name, Text, Title


class Turning(Strict):
    """A question that the report answers: at which value of a number a goal turns."""

    number: Text = Field(alias="set")
    """path of the number, as a scenario's set names it; or a lever"""
    until: Text
    """MEASURE[@WHO][:p50|central|chance] (<=|=|>=) NUMBER, e.g. npv >= 0"""
    scenario: Name | None = None
    """under which it is asked; the one that the report leads with if not stated"""
    against: Name | None = None
    """a scenario whose measure is taken off"""
    title: Title = ""
    """what the number is called in the answer"""
