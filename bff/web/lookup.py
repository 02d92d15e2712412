"""The methods and journeys of the running product, as views look them up."""

from flask import current_app

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey
from bff.methods.method import Method


def methods() -> tuple[Method, ...]:
    """Return the methods that are open here, in the order in which they are shown."""
    found: tuple[Method, ...] = current_app.extensions["methods"]
    return found


def method_of(key: str) -> Method:
    """Return the method with this key or with this journey, open or not: an account names its method.

    Raises:
        KeyError: there is none: a programming error.
    """
    found: dict[str, Method] = current_app.extensions["methods_by_key"]
    return found[key]


def all_methods() -> tuple[Method, ...]:
    """Return every method, open or not: a consent is shown in the words of its method."""
    found: dict[str, Method] = current_app.extensions["methods_by_key"]
    return tuple(found.values())


def journey_of(flow: Flow) -> Journey:
    """Return the journey that a flow runs through."""
    journeys: dict[str, Journey] = current_app.extensions["journeys"]
    return journeys[flow.journey]
