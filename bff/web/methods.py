"""The methods of the running product, as views look them up."""

from flask import (
    current_app,
)

from bff.methods.method import Method


def methods() -> tuple[Method, ...]:
    """The methods that are open here, in the order in which they are shown."""
    found: tuple[Method, ...] = current_app.extensions["methods"]
    return found


def method_of(key: str) -> Method:
    """The method with this key, or with this journey, open or not: an account tells how it was opened.

    Raises:
        KeyError: there is none: a programming error.
    """
    found: dict[str, Method] = current_app.extensions["methods_by_key"]
    return found[key]


def all_methods() -> tuple[Method, ...]:
    """Every method, open or not: what an account once agreed to is told in its words."""
    found: dict[str, Method] = current_app.extensions["methods_by_key"]
    return tuple(found.values())
