"""The type `Part`: the journeys, addresses, aims, links, desk areas and gallery states of a folder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from accounts.staff.records import Role, Staff
from bff.journeys.journey import Journey
from bff.journeys.pending import Pending
from bff.journeys.purpose import Aim
from bff.methods.continuations import Continuation
from bff.methods.gallery_states import Shown
from bff.methods.proof import Proof


@dataclass(frozen=True)
class AimPlace:
    """What follows a proof of identity for one aim.

    Attributes:
        take: goes on with a proof, in the POST that completes it. A proof is given once.
        title, text: the words of the screen that lists the methods of proving.
        back_endpoint: the page that asked for the proof, for a person who goes back or whose flow expires.
    """

    take: Callable[[Proof], ResponseReturnValue]
    title: str
    text: str
    back_endpoint: str


@dataclass(frozen=True)
class Area:
    """One area of the desk.

    Attributes:
        title: the heading, which names the records of the area.
        roles: the roles of the staff who work in this area.
        endpoint: the endpoint of its list; empty if it has no list.
        count: returns the number of records that wait for this staff member; None if the area counts
            nothing; a count of None shows the list alone.
        find: returns the address of the record with a reference, if the staff member may see it; None if the
            area has no references.
    """

    title: str
    roles: frozenset[Role]
    endpoint: str = ""
    count: Callable[[Staff], int | None] | None = None
    find: Callable[[str, Staff], str | None] | None = None


@dataclass(frozen=True)
class Part:
    """What one folder of views plugs into the product; `bff.registry` lists all parts.

    Attributes:
        journeys: journeys whose steps the gate makes addresses for.
        blueprints: all other addresses of the folder.
        called_by_machines: blueprints without CSRF protection, because counterparts call them and browsers do
            not.
        told_in_json: those of them where a failure is answered in JSON (RFC 6749, 5.2), not with a page.
        pendings: the kinds of pending facts of its journeys.
        aims: what follows a proof for each aim.
        continuations: what follows each kind of link in an SMS.
        areas: its areas of the desk.
        gallery: the states of its screens.
        loops: work that goes on in the background of a worker, forever.
    """

    journeys: tuple[Journey, ...] = ()
    blueprints: tuple[Blueprint, ...] = ()
    called_by_machines: tuple[Blueprint, ...] = ()
    told_in_json: tuple[Blueprint, ...] = ()
    pendings: tuple[type[Pending], ...] = ()
    aims: Mapping[Aim, AimPlace] = field(default_factory=dict)
    continuations: tuple[Continuation, ...] = ()
    areas: tuple[Area, ...] = ()
    gallery: tuple[Shown, ...] = ()
    loops: tuple[Callable[[Flask], None], ...] = ()
