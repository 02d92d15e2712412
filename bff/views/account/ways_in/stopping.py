"""Stopping: a code from the message about a changed way in freezes the account and hands nothing back.

The old phone may be the stolen one. So after the stop a proof of identity decides, and the phone alone never.
"""

from dataclasses import replace

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from accounts.links import Link, LinkKind
from bff.methods.continuations import Continuation
from bff.services import services
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.web.screens import go, screen

blueprint = Blueprint("stopping", __name__, url_prefix="/stopped")


def stop(link: Link) -> ResponseReturnValue:
    """Freeze the account, end its sessions and what was begun with it, and say what comes next."""
    distrusts_phone = link.kind is LinkKind.STOP_PHONE
    if services().stops.stop(link.target_id, distrusts_phone=distrusts_phone):
        services().signed_in.end_all(link.target_id)
        outcome("stopped")
    return go(url_for("stopping.stopped"))


CONTINUATION = Continuation(
    kind=LinkKind.STOP,
    title=lazy("Stop a change that was not yours"),
    body=lazy(
        "The account is frozen at once, and everybody is signed out of it. It opens again only after its "
        "holder has proved who they are."
    ),
    button=lazy("Stop it"),
    go_on=stop,
)
#: The code in the message to the phone that was replaced.
FROM_THE_OLD_PHONE = replace(CONTINUATION, kind=LinkKind.STOP_PHONE)


@blueprint.get("")
def stopped() -> ResponseReturnValue:
    """Say that the account is frozen, and how its holder opens it. The text is the same for every visitor."""
    return screen("account/stopped.html")
