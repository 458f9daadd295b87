"""Codes of products and tasks have names in two languages, set by those who define indicators."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from huzhu.metrics.actions import name_code
from huzhu.metrics.codes import code_names
from huzhu.metrics.knowing import known_for
from huzhu.metrics.models import Code
from huzhu.words import words
from tests import make
from tests.web.conftest import Visit, made, visit  # noqa: F401

pytestmark = pytest.mark.django_db


def test_a_code_is_called_by_its_name_and_may_be_renamed() -> None:
    name_code("task", "ingot-turning", name=words("翻锭", "Turning"), by=None)
    name_code("task", "ingot-turning", name=words("翻钢", "Ingot turning"), by=None)
    assert Code.objects.count() == 1
    for language, name in (("en", "Ingot turning"), ("zh-hans", "翻钢")):
        with translation.override(language):
            assert code_names()("task", "ingot-turning") == name
    assert code_names()("product", "ingot-turning") == "ingot-turning"  # a product of that code has no name


def test_files_may_say_the_name(made: make.Made) -> None:  # noqa: F811
    name_code("product", "killed", name=words("镇静钢", "Killed steel"), by=None)
    known = known_for(made.plants["dalian"])
    assert [(each.slug, set(each.names)) for each in known.products] == [("killed", {"镇静钢", "Killed steel"})]


def test_only_those_who_define_name_codes(made: make.Made, visit: Visit) -> None:  # noqa: F811
    with pytest.raises(PermissionDenied):
        name_code("task", "shearing", name=words("剪切"), by=made.person("dalian", "operator"))
    steward = visit("dalian", "data_steward")
    sent = {"sort": "task", "code": "shearing", "name_zh": "剪切", "name_en": "Shearing"}
    answer = steward.post("/setup/codes/new", sent)
    assert answer.status_code == 302, answer.content.decode()
    assert dict(Code.objects.get().name) == {"zh": "剪切", "en": "Shearing"}
    assert "Shearing" in steward.get("/setup").content.decode()
