"""Every address, walked from the router itself, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """`name` is the full name in the router ("experience_page", "api-v1:list_plants"); `view` what answers."""

    name: str
    route: str
    view: Callable[..., Any]
    converters: tuple[str, ...]


def addresses(resolver: URLResolver | None = None, route: str = "", spaces: tuple[str, ...] = ()) -> Iterator[Address]:
    for pattern in (resolver or get_resolver()).url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            deeper = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from addresses(pattern, here, deeper)
        elif isinstance(pattern, URLPattern):
            name = ":".join((*spaces, pattern.name or ""))
            yield Address(name, here, pattern.callback, tuple(pattern.pattern.converters))
