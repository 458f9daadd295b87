import numpy as np
import pytest
from simulated_panels import FAMILIES, simulated

from huzhu import effects
from huzhu.effects import compiled
from huzhu.effects.many import CONSTANTS
from huzhu.effects.ranges import cosine_table

SHAPES = [("4 x 60", 4), ("AR(1) .8", 3), ("outside the hull", 3), ("6 post-periods", 3)]


def stack(name, count):
    panels = [simulated(np.random.default_rng([9, number]), **FAMILIES[name]) for number in range(count)]
    return np.array([panel for panel, _ in panels]), panels[0][1]


@pytest.mark.parametrize(("name", "count"), SHAPES)
def test_many_at_once_find_what_the_door_for_one_finds(name, count):
    panels, start = stack(name, count)
    found = effects.estimate_many(panels, start, use_compiler=False)
    for row, panel in enumerate(panels):
        one = effects.estimate(panel, 0, start, with_checks=False)
        assert found.method == one.method
        assert [found.estimate[row], found.low[row], found.high[row], found.df[row], found.chance_below[row]] == (
            pytest.approx([one.estimate, one.low, one.high, one.df, one.chance_below], rel=1e-9)
        )


@pytest.mark.skipif(not compiled.is_installed(), reason="Numba is not installed")
@pytest.mark.parametrize(("name", "count"), SHAPES)
def test_the_compiled_loop_gives_the_same_numbers(name, count):
    panels, start = stack(name, count)
    fast, slow = (effects.estimate_many(panels, start, use_compiler=each) for each in (True, False))
    assert fast.estimate == pytest.approx(slow.estimate, rel=1e-9)
    assert fast.standard_error == pytest.approx(slow.standard_error, rel=1e-9)
    assert fast.df == pytest.approx(slow.df, rel=1e-9)


@pytest.mark.skipif(not compiled.is_installed(), reason="Numba is not installed")
def test_two_threads_give_the_same_digits():
    panels, start = stack("4 x 60", 40)
    one, two = (effects.estimate_many(panels, start, threads=each) for each in (1, 2))
    assert (one.estimate == two.estimate).all() and (one.low == two.low).all() and (one.high == two.high).all()


def test_the_loop_itself_agrees_also_uncompiled():
    panels, start = stack("AR(1) .5", 2)
    rows = compiled.loop(panels, start, cosine_table(start), CONSTANTS)
    found = effects.estimate_many(panels, start, use_compiler=False)
    assert rows[:, 0] == pytest.approx(found.estimate, rel=1e-9)
    assert rows[:, 1] == pytest.approx(found.standard_error, rel=1e-9)


def test_an_adopter_that_is_its_peers_has_no_number():
    panels, start = stack("4 x 60", 2)
    panels[0, 0] = panels[0, 1:].mean(axis=0)
    found = effects.estimate_many(panels, start, use_compiler=False)
    assert np.isnan(found.estimate[0]) and np.isnan(found.low[0])
    assert np.isfinite(found.estimate[1])


def test_wrong_input_is_named():
    panels, start = stack("4 x 60", 2)
    holed = panels.copy()
    holed[1, 2, 3] = np.nan
    with pytest.raises(ValueError, match="fit 1, unit 2, period 3"):
        effects.estimate_many(holed, start)
    with pytest.raises(ValueError, match="panels"):
        effects.estimate_many(panels, 60)
    with pytest.raises(ValueError, match="level"):
        effects.estimate_many(panels, start, 0.3)
