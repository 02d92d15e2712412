"""The screens that every method shares, and how a method's blueprint takes them in."""

from flask import Blueprint

from bff.journeys.journey import Journey
from bff.views.steps import existing, one_time_code, outcomes, proof, set_password
from bff.web.gate import step

#: The side steps every registering journey has.
SIDE_STEPS = ("refused", "account_exists")


def add_shared_steps(blueprint: Blueprint, journey: Journey) -> None:
    """Give a method's blueprint the shared screens that its journey names."""
    shared = {
        "code": one_time_code.view_for(journey),
        "password": set_password.password,
        "done": outcomes.done,
        "proven": proof.proven,
        "refused": outcomes.refused,
        "account_exists": existing.account_exists,
    }
    for name in (*journey.steps, *journey.side_steps):
        if name in shared:
            step(blueprint, journey, name)(shared[name])
    if "code" in journey.steps:
        one_time_code.add_delivery_state(blueprint, journey)
