"""Providers: one module, one class each. A new provider is one new file here."""

import importlib
import inspect
import pkgutil
from typing import Any, cast

from agent.provider import Provider


def provider_names() -> list[str]:
    """The names that `provider_named` knows."""
    return sorted(found.name for found in pkgutil.iter_modules(__path__))


def provider_named(name: str, **settings: Any) -> Provider:
    """The provider of that name, made with its settings. Raises ValueError where there is none of that name."""
    if name not in provider_names():
        raise ValueError(f"There is no provider {name!r}. Providers are: {', '.join(provider_names())}.")
    module = importlib.import_module(f"{__name__}.{name}")
    for _, found in inspect.getmembers(module, inspect.isclass):
        if found.__module__ == module.__name__ and getattr(found, "name", None) == name:
            return cast(Provider, found(**settings))
    raise ValueError(f"The module of provider {name!r} defines no class with that name.")
