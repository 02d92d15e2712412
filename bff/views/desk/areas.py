"""Which parts the desk has, who works in each, and how its records are found: one line for each part."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.staff.records import Role, Staff


@dataclass(frozen=True)
class Area:
    """One part of the desk.

    Attributes:
        title: what waits there, as a heading.
        roles: who works there.
        endpoint: its list; empty where there is none.
        count: how many things wait there for somebody; None where nothing waits.
        find: where the record of a reference is, for somebody; None: there is none, or not for them. None
            where nothing is found by reference.
    """

    title: str
    roles: frozenset[Role]
    endpoint: str = ""
    count: Callable[[Staff], int] | None = None
    find: Callable[[str, Staff], str | None] | None = None
