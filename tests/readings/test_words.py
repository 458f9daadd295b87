"""Every sentence about files exists in Chinese, with the same parameters, and every code used has its sentence."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

from huzhu.metrics.files import problems
from huzhu.metrics.files.mapping import CONSTANTS, ROLES
from huzhu.metrics.files.vocabulary import ROLE_OF

SOURCE = Path(problems.__file__).parent
SENTENCES = [
    *(text for problem in problems.PROBLEMS.values() for text in (problem.sentence, problem.mend)),
    *problems.NOTICES.values(),
    *problems.QUESTIONS.values(),
    *problems.WARNINGS.values(),
]


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    path = SOURCE.parents[1] / "locale" / "zh" / "readings.po"
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_in_chinese(sentence: str, chinese: dict[str, str]) -> None:
    holes = re.compile(r"%\(\w+\)s|%%")
    assert sorted(holes.findall(chinese[sentence])) == sorted(holes.findall(sentence))


def test_codes_in_the_source_have_sentences() -> None:
    """Every code raised anywhere is known, and every known code is raised somewhere."""
    text = "\n".join(path.read_text() for path in SOURCE.glob("*.py") if path.name != "problems.py")
    missing = {
        code for code in re.findall(r'Refusal\(\s*"(\w+)"|FileRefused\(\s*"(\w+)"', text) for code in code if code
    }
    assert missing <= set(problems.PROBLEMS)
    made_of = {"workshop_", "plant_", "metric_"}  # put together from what was looked for
    unused = {c for c in problems.PROBLEMS if f'"{c}"' not in text and not any(c.startswith(m) for m in made_of)}
    assert unused == set()


def test_roles_are_known() -> None:
    assert set(ROLE_OF.values()) <= set(ROLES)
    assert set(CONSTANTS) <= set(ROLES)
