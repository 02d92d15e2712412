"""The portals that a person uses: what each was told and when; ends what one may be told."""

from collections.abc import Iterable

from flask import url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from accounts.grants.records import GrantShown
from accounts.portals.records import Scope
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.stores.signed_in import SignedIn
from bff.views.provider.door import blueprint
from bff.views.provider.words import what_of
from bff.web.drawing import card_date
from bff.web.portals import waiting
from bff.web.screens import go, screen
from bff.web.sessions import signed_in_only

#: Days of one portal that the page shows.
MOST_DAYS = 10


@blueprint.get("/account/data/portals")
@signed_in_only
def mine(account: Account, _signed_in: SignedIn) -> ResponseReturnValue:
    """List the portals."""
    shown = [_shown(grant) for grant in services().grants.of_account(account.id)]
    return screen("provider/mine.html", grants=[one for one in shown if one is not None])


@blueprint.post("/account/data/portals/<portal_id>/withdraw")
@signed_in_only
def withdraw(account: Account, _signed_in: SignedIn, portal_id: str) -> ResponseReturnValue:
    """End what a portal may be told, and the person's sessions there. A second press changes nothing."""
    if services().grants.withdraw(account.id, portal_id):
        outcome("portal_withdrawn")
    return go(url_for("provider.mine"))


def _shown(grant: GrantShown) -> dict[str, object] | None:
    """Return a grant as the page shows it; None: the portal is not in the register."""
    portal = services().portals.find(grant.portal_id)
    if portal is None:
        return None
    return {
        "id": portal.id,
        "name": waiting.name_of(portal),
        "is_open": portal.is_open,
        "what": _what(grant.scopes),
        "first_given": grant.first_given,
        "withdrawn_at": grant.withdrawn_at,
        "days": [(card_date(one.day.isoformat()), _what(one.scopes)) for one in grant.passed_on[:MOST_DAYS]],
    }


def _what(scopes: Iterable[Scope]) -> str:
    """Say within a sentence what a portal is told; each part may have commas of its own."""
    return "; ".join(part[:1].lower() + part[1:] for part in what_of(scopes)) or _("only that it is you")
