import pytest

from capacity.model import finance


@pytest.mark.parametrize("name", finance.__all__)
def test_every_public_name_is_there(name):
    assert getattr(finance, name) is getattr(finance, name)
    assert finance.__all__.count(name) == 1


def test_a_name_that_is_not_there_is_refused():
    with pytest.raises(AttributeError, match="has no internal_rate; it has"):
        _ = finance.internal_rate
