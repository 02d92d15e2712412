"""Tells portals that a person's session ended (OpenID Connect Back-Channel Logout 1.0), from a queue.

The queue's rows are written with what ended the session, so no request waits for a portal, and none is
forgotten if a worker dies. Several workers may run this loop at the same time.
"""

import secrets

import gevent
from flask import Flask
from joserfc import jwt

from accounts.grants.records import LogoutDue
from accounts.portals.records import Portal
from accounts.storage.database import Unavailable
from bff.services import services, verifier
from bff.serving.log import log
from bff.views.provider.protocol.id_tokens import subject_of
from bff.views.provider.protocol.keys import joserfc_key
from bff.views.provider.protocol.profile import BACKCHANNEL_EVENT, issuer, seconds_now, signing_for
from verifiers.errors import CounterpartTrouble, Crowded
from verifiers.portals import PortalSites

LOOK_EVERY_SECONDS = 5.0
#: Messages of one round, a few of each portal; they are sent side by side, and the next round waits for the
#: slowest. So a portal that hangs delays the others by its time-out, however many messages it has.
MOST_IN_A_ROUND = 20
#: How long a logout token may be used, in seconds.
LOGOUT_TOKEN_SECONDS = 120


def keep_telling(app: Flask) -> None:
    """Work off what is due every few seconds, forever."""
    while True:
        gevent.sleep(LOOK_EVERY_SECONDS)
        work_off_all(app)


def work_off_all(app: Flask) -> None:
    """Work off one round after another until nothing is due; what failed is due again after a pause."""
    while work_off(app):
        pass


def work_off(app: Flask) -> int:
    """Tell the portals what is due now; return how many messages were taken."""
    with app.test_request_context(base_url=app.extensions["services"].settings.public_origin):
        try:
            due = services().grants.due_logouts(MOST_IN_A_ROUND)
        except Unavailable as trouble:
            log.warning("busy", kind=type(trouble).__name__)
            return 0
    gevent.joinall([gevent.spawn(_tell_in, app, one) for one in due])
    return len(due)


def _tell_in(app: Flask, due: LogoutDue) -> None:
    with app.test_request_context(base_url=app.extensions["services"].settings.public_origin):
        try:
            _tell(due)
        except Unavailable as trouble:
            log.warning("busy", kind=type(trouble).__name__)


def _tell(due: LogoutDue) -> None:
    portal = services().portals.find(due.portal_id)
    if portal is None or portal.ended_at is not None or portal.backchannel_logout_uri is None:
        services().grants.logout_done(due.id)
        return
    try:
        is_taken = verifier(PortalSites).tell_logout(
            portal.backchannel_logout_uri, logout_token(portal, due.account_id, due.sid)
        )
    except Crowded as trouble:
        services().grants.logout_not_tried(due.id)
        log.warning("portal_logout_crowded", reason=trouble.reason)
        return
    except CounterpartTrouble as trouble:
        is_kept = services().grants.logout_failed(due.id)
        log.error("portal_logout_waits" if is_kept else "portal_logout_given_up", reason=trouble.reason)
        return
    if not is_taken:
        log.error("portal_logout_refused", portal=portal.id)
    services().grants.logout_done(due.id)


def logout_token(portal: Portal, account_id: str, sid: str) -> str:
    """Return the signed message: which session of which subject ended. No nonce: it is no id_token."""
    key = services().signing_keys.signing(signing_for(portal))
    now = seconds_now()
    claims = {
        "iss": issuer(),
        "aud": portal.id,
        "iat": now,
        "exp": now + LOGOUT_TOKEN_SECONDS,
        "jti": secrets.token_urlsafe(16),
        "sub": subject_of(portal, account_id),
        "sid": sid,
        "events": {BACKCHANNEL_EVENT: {}},
    }
    header = {"alg": key.alg, "kid": key.kid, "typ": "logout+jwt"}
    return jwt.encode(header, claims, joserfc_key(key), [key.alg])
