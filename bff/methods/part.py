"""What a folder of views plugs into the product: journeys, addresses, aims, links, desk areas, gallery."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Blueprint

from accounts.staff.records import Role, Staff
from bff.journeys.journey import Journey
from bff.journeys.pending import Pending
from bff.journeys.purpose import Aim
from bff.methods.continuations import Continuation
from bff.methods.gallery_states import Shown


@dataclass(frozen=True)
class AimPlace:
    """What follows a proof that was given for one aim.

    Attributes:
        endpoint: a plain GET view that begins with `take_proof`.
        title, text: words of the screen that lists the ways to prove.
        back_endpoint: where the aim begins, for a person who turns back or runs out of time.
    """

    endpoint: str
    title: str
    text: str
    back_endpoint: str


@dataclass(frozen=True)
class Area:
    """One area of the desk.

    Attributes:
        title: what waits there, as a heading.
        roles: the roles of the staff who work there.
        endpoint: its list; empty where there is none.
        count: the number of records that wait there for this member of staff; None where nothing waits.
        find: the address of the record of a reference, if it exists and this member of staff may see it; None
            where nothing is found by reference.
    """

    title: str
    roles: frozenset[Role]
    endpoint: str = ""
    count: Callable[[Staff], int] | None = None
    find: Callable[[str, Staff], str | None] | None = None


@dataclass(frozen=True)
class Part:
    """What one folder of views plugs in; `bff.registry` lists all parts.

    Attributes:
        journeys: the gate opens their steps.
        blueprints: every other address of the folder.
        called_by_machines: blueprints without CSRF protection, since no browser calls them.
        pendings: the kinds of pending facts that its journeys keep.
        aims: what follows a proof for each aim.
        continuations: what links in messages continue.
        areas: its areas of the desk.
        gallery: the states of its screens.
    """

    journeys: tuple[Journey, ...] = ()
    blueprints: tuple[Blueprint, ...] = ()
    called_by_machines: tuple[Blueprint, ...] = ()
    pendings: tuple[type[Pending], ...] = ()
    aims: Mapping[Aim, AimPlace] = field(default_factory=dict)
    continuations: tuple[Continuation, ...] = ()
    areas: tuple[Area, ...] = ()
    gallery: tuple[Shown, ...] = ()
