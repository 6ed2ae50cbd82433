"""A spec in which nothing is uncertain: every range stands at the value that was stated in its middle.

What was worked out by hand for the samples (known_answers/samples.csv) is worked out with those values.
"""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import BaseModel

from capacity.intake.quantities.quantity import Quantity


def certain(part: object) -> object:
    """The same part of a spec with every range as its stated middle."""
    if isinstance(part, Quantity):
        return replace(part, low=part.mode, high=part.mode)
    if isinstance(part, BaseModel):
        return part.model_copy(update={name: certain(getattr(part, name)) for name in type(part).model_fields})
    if isinstance(part, Mapping):
        return {name: certain(item) for name, item in part.items()}
    return type(part)(certain(item) for item in part) if isinstance(part, tuple | list) else part
