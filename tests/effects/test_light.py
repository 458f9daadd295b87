import os
import subprocess
import sys

HEAVY = ("scipy.special", "scipy.stats", "scipy.linalg", "scipy.optimize", "numba", "django", "pandas")


def loaded_after(code):
    """Which of the heavy packages are loaded after ``code`` ran in an interpreter of its own."""
    said = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*(name for name in {HEAVY} if name in sys.modules))"],
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout.split()


def test_importing_the_engine_loads_nothing_heavy():
    """What makes an import slow is told by name, not by a clock: SciPy's parts wait for their first use."""
    assert loaded_after("import huzhu.effects") == []
    assert "scipy.special" in loaded_after("from huzhu import effects; effects.pool([1.0, 2.0], [0.1, 0.2])")
