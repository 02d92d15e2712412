"""The desk's blueprints, and the states of its screens for the gallery."""

from accounts.dispute_records import Decision
from accounts.references import grouped
from accounts.staff import Role
from accounts.staff_commands import issue_set_up
from bff.services import services
from bff.states import State
from bff.views.common.gallery_disputes import gallery_dispute
from bff.views.desk import disputes, home, set_up, sign_in

BLUEPRINTS = (sign_in.blueprint, set_up.blueprint, home.blueprint, disputes.blueprint)


def _set_up_path() -> str:
    """Somebody new, who has not set themselves up yet."""
    name = "gallery.newcomer"
    newcomer = services().staff.find(name) or services().staff.add(
        name, frozenset({Role.CLERK}), by="gallery"
    )
    if newcomer is None:
        raise RuntimeError("the gallery's newcomer is there and is not")
    return issue_set_up(services().links, newcomer)


def _disputes_path() -> str:
    _dispute_path()
    _proposed_path()
    return "/desk/disputes"


def _dispute_path() -> str:
    return f"/desk/disputes/{grouped(gallery_dispute(3).reference)}"


def _proposed_path() -> str:
    found = gallery_dispute(4)
    if found.proposal is None:
        services().disputes.propose(
            found.id, Decision.TRANSFER, version=found.version, by="gallery", reason="Hai bên đã rõ."
        )
    return f"/desk/disputes/{grouped(found.reference)}"


STATES = (
    State("desk/sign_in", "empty", "/desk/sign-in"),
    State("desk/sign_in", "wrong", "/desk/sign-in", form={"name": "a", "password": "b", "code": "123456"}),
    State("desk/set_up", "empty", make_path=_set_up_path),
    State("desk/set_up", "errors", make_path=_set_up_path, form={"password": "abc", "code": "1"}),
    State("desk/set_up", "ended", "/desk/set-up/nobody-was-given-this"),
    State("desk/home", "clerk", "/desk", staff=Role.CLERK),
    State("desk/home", "not_found", "/desk", staff=Role.CLERK, form={"reference": "000190999999"}),
    State("desk/disputes", "some", make_path=_disputes_path, staff=Role.CASE_OFFICER),
    State("desk/dispute", "open", make_path=_dispute_path, staff=Role.CASE_OFFICER),
    State("desk/dispute", "errors", make_path=_dispute_path, staff=Role.CASE_OFFICER, form={"act": ""}),
    State("desk/dispute", "proposed", make_path=_proposed_path, staff=Role.CASE_OFFICER),
    State("desk/password", "empty", "/desk/password", staff=Role.ADMINISTRATOR),
)
