import pytest

from huzhu.demo.simulation import simulate
from tests.demo.weekly import counted


@pytest.fixture(scope="session")
def batches():
    """The demo's batches as the plants sent them."""
    return simulate()


@pytest.fixture(scope="session")
def readings(batches):
    """Every reading that counts."""
    return counted(batches)
