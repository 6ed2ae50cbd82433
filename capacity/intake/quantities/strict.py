"""The base of everything that is read: frozen, and unknown keys are refused."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Base of every model: frozen, and a misspelt key is an error."""

    model_config = ConfigDict(
        extra="forbid",
        allow_inf_nan=False,
        frozen=True,
        arbitrary_types_allowed=True,
        use_attribute_docstrings=True,
        populate_by_name=True,
        defer_build=True,
    )
