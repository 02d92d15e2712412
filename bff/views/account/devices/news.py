"""News about my account on this device; and the address to which a browser moves what it is told."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from accounts.push.queue import About, PushTo
from bff.limits.table import limits
from bff.services import services
from bff.serving.log import outcome
from bff.serving.security import is_foreign_form
from bff.stores.signed_in import SignedIn
from bff.views.steps.news.here import LONGEST_SUBSCRIPTION, device_at, news_here
from bff.web.devices import own_browser
from bff.web.sessions import signed_in_only
from verifiers.web_push import BadAddress, PushHosts, read_address

blueprint = Blueprint("news", __name__, url_prefix="/account/news")
#: The service worker calls it: it has no page, and so no token of a form.
moved = Blueprint("news_moved", __name__, url_prefix="/push")


@blueprint.route("", methods=["GET", "POST"])
@signed_in_only
def here(account: Account, _signed_in: SignedIn) -> ResponseReturnValue:
    """Turn the news about my account on this device on or off."""
    return news_here(
        PushTo(About.ACCOUNT, account.id),
        back=url_for("account.my_account"),
        browser=own_browser(account.id),
        generation=account.generation,
    )


@moved.post("/moved")
def move() -> ResponseReturnValue:
    """Take the address that a browser has now in place of one that it had (``pushsubscriptionchange``).

    It is no form of a page. Who knows the old address is the browser or its push service: each is a secret of
    theirs, so its moves are counted by it. A service worker may come without a cookie, as strangers do. The
    answer says nothing about what was found.
    """
    if is_foreign_form():
        abort(400)
    if not services().settings.push_contact:
        abort(404)
    before, after = request.form.get("before", ""), request.form.get("subscription", "")
    if not 0 < len(before) <= LONGEST_SUBSCRIPTION:
        abort(400)
    try:
        address = read_address(after, PushHosts(services().settings.push_hosts))
    except BadAddress:
        abort(400)
    counted = (limits().changes_of_devices, services().digest_of(f"moved {before}"))
    with services().limits.attempt(counted) as attempt:
        if services().subscriptions.move(before, device_at(address)):
            outcome("push_moved")
        else:
            attempt.give_back()
    return "", 204
