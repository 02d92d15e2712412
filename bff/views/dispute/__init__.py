"""Disputes as citizens see them: opened, looked at, answered, and what follows a decision."""

from bff.views.dispute import answering, not_me, opening, registering, status
from bff.views.dispute.gallery_states import STATES
from bff.views.dispute.journeys import answering as answering_blueprint
from bff.views.dispute.journeys import freeing, looking
from bff.views.dispute.journeys import opening as opening_blueprint
from bff.views.dispute.journeys import registering as registering_blueprint

__all__ = ["BLUEPRINTS", "CONTINUATIONS", "STATES", "registering", "status"]

BLUEPRINTS = (
    opening.blueprint,
    opening_blueprint,
    looking,
    answering_blueprint,
    registering_blueprint,
    freeing,
)
CONTINUATIONS = (answering.CONTINUATION, not_me.CONTINUATION)
