"""Makes the continuation links that an SMS carries."""

from datetime import timedelta

from flask import url_for

from accounts.links import LinkKind
from bff.services import services


def issue_link(kind: LinkKind, target_id: str) -> str:
    """Make a link to a record and return its whole address, as it is sent; it is kept nowhere."""
    lifetime = timedelta(days=services().settings.continuation_link_days)
    token = services().links.issue(kind, target_id, lifetime)
    return services().settings.public_origin + url_for("links.show", token=token)
