"""Makes the codes with which a person goes on from an SMS, or links where the operator has chosen links."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import url_for

from accounts.links import LinkKind, grouped_code
from bff.services import services

#: How a message names a code and the site where it is typed; without diacritics.
CODE_WORDS = {"vi": "ma {code} tai {host}", "en": "code {code} at {host}"}


def way_on(kind: LinkKind, target_id: str, *, language: str | None, lifetime: timedelta | None = None) -> str:
    """Return what a message says of the way to go on with a record: a code and the site, or a link.

    The product stores a digest only.

    Args:
        language: of the message; None: Vietnamese.
        lifetime: None: that of everything that was begun at an office.
    """
    settings = services().settings
    lasts = lifetime or timedelta(days=settings.continuation_link_days)
    if settings.sms_links:
        token = services().links.issue(kind, target_id, lasts)
        return settings.public_origin + url_for("links.show", token=token)
    code = grouped_code(services().links.issue_code(kind, target_id, lasts))
    words = CODE_WORDS.get(language or "vi", CODE_WORDS["vi"])
    return words.format(code=code, host=urlsplit(settings.public_origin).netloc)
