"""Makes the continuation links that an SMS contains."""

from datetime import timedelta

from flask import url_for

from accounts.links import LinkKind
from bff.services import services


def issue_link(kind: LinkKind, target_id: str) -> str:
    """Make a link to a record and return its address. The product stores a digest of its token only."""
    lifetime = timedelta(days=services().settings.continuation_link_days)
    token = services().links.issue(kind, target_id, lifetime)
    return services().settings.public_origin + url_for("links.show", token=token)
