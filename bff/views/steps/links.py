"""The screen of a continuation link: it shows what the link continues, and its button continues it.

Opening the link changes nothing, because programs that show previews of messages open links as well. A code
of a message is no link: it is shorter, so its tries are limited, at its one door `bff.views.start.codes`.
"""

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from accounts.links import Link, LinkKind, LinkRefusal, is_code
from bff.methods.continuations import Continuation
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import is_switching
from bff.serving.log import outcome
from bff.web.devices import browser_id
from bff.web.screens import screen

blueprint = Blueprint("links", __name__, url_prefix="/l")


@blueprint.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    """Show what the link continues. The link stays valid."""
    browser_id()  # creates the id now: `Links.redeem` gives one browser the same answer if it posts twice
    if is_code(token):
        return _refuse(LinkRefusal.UNKNOWN)
    match services().links.look(token):
        case LinkRefusal() as refusal:
            return _refuse(refusal)
        case Link() as link:
            return _show(link)


@blueprint.post("/<token>")
def redeem(token: str) -> ResponseReturnValue:
    """Mark the link as used and start what it continues."""
    if is_switching():  # the language menu posts to this address: it must not use up the link
        return show(token)
    if is_code(token):
        return _refuse(LinkRefusal.UNKNOWN)
    match services().links.redeem(token, by=services().digest_of(browser_id())):
        case LinkRefusal() as refusal:
            return _refuse(refusal)
        case Link() as link:
            outcome(f"link_{link.kind}")
            continuation = continuation_of(link.kind)
            return continuation.go_on(link) if continuation else _refuse(LinkRefusal.UNKNOWN)


def _show(link: Link) -> ResponseReturnValue:
    continuation = continuation_of(link.kind)
    if continuation is None:
        return _refuse(LinkRefusal.UNKNOWN)
    return screen("steps/link.html", continuation=continuation, expires_at=link.expires_at)


def continuation_of(kind: LinkKind) -> Continuation | None:
    """Return what follows this kind of link or code; None: no page of the product goes on with it."""
    continuations: dict[LinkKind, Continuation] = current_app.extensions["continuations"]
    return continuations.get(kind)


def _refuse(refusal: LinkRefusal) -> ResponseReturnValue:
    outcome(f"link_{refusal}")
    title, body = _words(refusal)
    status = 404 if refusal is LinkRefusal.UNKNOWN else 410
    return screen("steps/link_ended.html", status=status, heading=title, body=body)


def _words(refusal: LinkRefusal) -> tuple[str, str]:
    match refusal:
        case LinkRefusal.UNKNOWN:
            return _("This link leads nowhere"), _(
                "It may have been cut off on the way. Open it from the message itself, or type all of it, "
                "with capital and small letters as they are."
            )
        case LinkRefusal.EXPIRED:
            return _("This link is too old"), _(
                "To protect you a link works for some days only. Ask for a new one where you were given it."
            )
        case LinkRefusal.USED:
            return _("This link was used already"), _(
                "Each link works once. If you did not finish, ask for a new one where you were given it. If "
                "it was not you who used it, call %(hotline)s.",
                hotline=services().settings.hotline,
            )
        case LinkRefusal.WITHDRAWN:
            return _("This link was withdrawn"), _(
                "What it belonged to has ended or was replaced. If a newer message has come, use the link in "
                "that one."
            )
