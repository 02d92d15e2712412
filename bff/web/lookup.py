"""Looks up the methods and journeys of the running product."""

from flask import current_app, g

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey
from bff.methods.method import Method


def methods() -> tuple[Method, ...]:
    """Return the methods that the operator opened, in the order in which citizens see them."""
    found: tuple[Method, ...] = g.get("methods_of_look", current_app.extensions["methods"])
    return found


def first_method() -> Method | None:
    """Return the method with which the law lets registering begin, also while it is coming; None: any."""
    found: Method | None = current_app.extensions["first_method"]
    return found


def method_of(key: str) -> Method:
    """Return the method with this key or with a journey of this key.

    The method may be closed: an account still has the key of the method that opened it.

    Raises:
        KeyError: there is no such method. This is a programming error.
    """
    found: dict[str, Method] = current_app.extensions["methods_by_key"]
    return found[key]


def all_methods() -> tuple[Method, ...]:
    """Return all methods, closed ones too: accounts and consents from earlier refer to them."""
    found: dict[str, Method] = current_app.extensions["methods_by_key"]
    return tuple(found.values())


def method_key_of(flow: Flow) -> str:
    """Return the key of the flow's method; of its journey, if the journey belongs to no method."""
    found: dict[str, Method] = current_app.extensions["methods_by_key"]
    return found[flow.journey].key if flow.journey in found else flow.journey


def journey_of(flow: Flow) -> Journey:
    """Return the journey of a flow."""
    journeys: dict[str, Journey] = current_app.extensions["journeys"]
    return journeys[flow.journey]
