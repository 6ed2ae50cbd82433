"""Every key of a cluster file says what it means, in which unit it is kept and how it is written."""

from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import BaseModel, create_model
from pydantic.fields import FieldInfo

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Strict
from capacity.intake.quantities.written import is_quantity, read_quantity


def blocks(kind: object) -> Iterator[type[BaseModel]]:
    """Yield the models that an annotation leads to, and those inside them."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        for field in kind.model_fields.values():
            yield from blocks(field.annotation)
    for part in get_args(kind):
        yield from blocks(part)


def read(value: object) -> object:
    """Return an example as the file's reader hands it to the models."""
    if is_quantity(value):
        return read_quantity(value)
    if isinstance(value, dict):
        return {key: read(item) for key, item in value.items()}
    return value


def holds_a_quantity(value: object) -> bool:
    return isinstance(value, Quantity) or (isinstance(value, dict) and any(map(holds_a_quantity, value.values())))


BLOCKS = {block.__name__: block for block in blocks(Spec)}
FIELDS = [
    pytest.param(field, id=f"{block.__name__}.{name}")
    for block in BLOCKS.values()
    for name, field in block.model_fields.items()
]


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_says_what_it_means_and_is_a_block_or_has_an_example(field: FieldInfo):
    assert field.description
    assert field.examples or any(blocks(field.annotation))


@pytest.mark.parametrize("field", [field for field in FIELDS if field.values[0].examples])
def test_an_example_can_be_written_and_a_number_names_its_unit(field: FieldInfo):
    example = read(field.examples[0])
    one = create_model("One", __base__=Strict, one=(field.annotation, field))
    one.model_validate({field.alias or "one": example})
    assert (field.json_schema_extra or {}).get("unit") or not holds_a_quantity(example)


def test_every_block_says_in_one_sentence_what_it_is():
    assert all(block.__doc__.split("\n")[0].endswith(".") for block in BLOCKS.values())
