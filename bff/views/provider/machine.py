"""What portals ask by themselves: keys, discovery, pushed requests, tokens, userinfo, revocation."""

from typing import Any

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from werkzeug.datastructures import MultiDict

from accounts.account.records import AccountEvent
from accounts.portals.records import ClientAuth, Portal, Scope
from accounts.portals.rows import code_of
from bff.limits.portals import length_of, pushing
from bff.rules.portals.claims import userinfo as claims_of
from bff.rules.portals.dpop import ALGORITHMS, BadProof
from bff.services import services
from bff.serving.log import outcome
from bff.stores.portals.records import PUSHED_PAGE_SECONDS, PUSHED_SECONDS, Kind
from bff.views.provider.asking import NowhereToGo, WrongRequest, checked
from bff.views.provider.protocol.client import ProviderRequest
from bff.views.provider.protocol.codes import account_behind
from bff.views.provider.protocol.id_tokens import subject_of
from bff.views.provider.protocol.keys import joserfc_key
from bff.views.provider.protocol.profile import PUSHED_URI, discovery, issuer, signing_for
from bff.views.provider.protocol.proofs import InvalidProof, key_of
from bff.views.provider.protocol.server import SERVER
from bff.web.portals.keys_shown import key_shown, proof_algorithms

blueprint = Blueprint("provider_machine", __name__)
#: Longer ones are none of ours.
LONGEST_TOKEN = 200
#: Discovery and keys may be kept for so long: less than the next key is published before it signs.
_KEPT_SECONDS = 600
_NOT_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}


@blueprint.get("/.well-known/openid-configuration")
@blueprint.get("/.well-known/oauth-authorization-server", endpoint="metadata")
def configuration() -> ResponseReturnValue:
    """Tell what the provider offers."""
    return _public(discovery())


@blueprint.get("/oauth2/jwks")
def keys() -> ResponseReturnValue:
    """Publish the keys of our signatures: the one before, the one that signs, and the next one."""
    return _public({"keys": services().signing_keys.published()})


@blueprint.post("/oauth2/par")
def pushed() -> ResponseReturnValue:
    """Take an authorization request from the portal itself (RFC 9126)."""
    try:
        portal = _authenticated()
        if "request_uri" in request.form:
            raise InvalidRequestError("A pushed request has no 'request_uri'")
        values = request.form.copy()
        values.setlist("client_id", [portal.id])
        asked = checked(portal, _bound_to_key(values, key_of(portal)))
    except OAuth2Error as trouble:
        return _refused(trouble)
    except NowhereToGo:
        return _error(400, "invalid_request", "The 'redirect_uri' is not the portal's.")
    except WrongRequest as wrong:
        return _error(400, wrong.error, wrong.description)
    until = services().clock().timestamp() + PUSHED_SECONDS
    facts = {"portal_id": portal.id, "values": dict(asked.values), "until": until}
    with services().limits.attempt(*pushing(portal.id, length=length_of(asked.values))):
        token = services().portal_store.keep(Kind.PUSHED, facts, seconds=PUSHED_PAGE_SECONDS)
    outcome("portal_pushed")
    return {"request_uri": PUSHED_URI + token, "expires_in": PUSHED_SECONDS}, 201, _NOT_KEPT


def _bound_to_key(values: MultiDict[str, str], key: str | None) -> MultiDict[str, str]:
    """Return the request with the key that was shown beside it, to which its code will be bound."""
    if key is None:
        return values
    if any(one != key for one in values.getlist("dpop_jkt")):
        raise InvalidProof("The proof has another key than 'dpop_jkt'.")
    values.setlist("dpop_jkt", [key])
    return values


@blueprint.post("/oauth2/token")
def token() -> ResponseReturnValue:
    """Give an access token and an id_token for a code."""
    try:
        asked = ProviderRequest(_once_each())
    except OAuth2Error as trouble:
        return _refused(trouble)
    answer: Response = SERVER.create_token_response(asked)
    answer.headers.update(_NOT_KEPT)
    if answer.status_code == 200:
        _note_sign_in(asked)
    outcome("portal_token" if answer.status_code == 200 else "portal_token_refused")
    return answer


def _note_sign_in(asked: ProviderRequest) -> None:
    """Note what is passed on, and once a day the sign-in in the account's history."""
    if asked.is_passed_on:
        return
    facts = asked.authorization_code.facts
    grants = services().grants
    scopes = [Scope(one) for one in facts["scope"].split()]
    if grants.note_passed_on(facts["account_id"], facts["portal_id"], scopes):
        services().accounts.note(
            facts["account_id"], AccountEvent.PORTAL_SIGNED_IN, portal=code_of(facts["portal_id"])
        )


@blueprint.route("/oauth2/userinfo", methods=["GET", "POST"])
def userinfo() -> ResponseReturnValue:
    """Tell what the person agreed to, for an access token in the header or the body (RFC 6750)."""
    scheme, found = _presented()
    if found is None:
        return _error(400, "invalid_request", "One access token, in the header or in the body.")
    facts = services().portal_store.find(Kind.TOKEN, found) if 0 < len(found) <= LONGEST_TOKEN else None
    account = account_behind(facts) if facts else None
    client = SERVER.query_client(facts["portal_id"]) if facts else None
    consent = services().grants.consent_of(account.id, client.portal.id) if account and client else None
    if facts is None or account is None or client is None or consent is None:
        return _no_such_token(scheme if found else "")
    if refusal := _key_missing(client.portal, facts, found, scheme):
        return refusal
    # The person may have withdrawn some since, and the operator may have taken some from the portal.
    allowed = (consent.scopes | {Scope.OPENID}) & client.portal.scopes
    scopes = [scope for one in facts["scope"].split() if (scope := Scope(one)) in allowed]
    sub = subject_of(client.portal, account.id)
    claims = claims_of(account, scopes, sub=sub, reached=facts.get("level"))
    outcome("portal_userinfo")
    if client.portal.signs_userinfo:
        return Response(_signed(client.portal, claims), mimetype="application/jwt", headers=_NOT_KEPT)
    return claims, 200, _NOT_KEPT


def _key_missing(
    portal: Portal, facts: dict[str, Any], presented: str, scheme: str
) -> ResponseReturnValue | None:
    """Refuse a request that does not show the key to which its token is bound; None: it does, or need not."""
    key = facts.get("jkt")
    if (key is not None) is not (scheme == "dpop"):
        return _no_such_token("dpop")
    if key is None:
        return None
    algorithms = proof_algorithms(portal)
    try:
        shown = key_shown(portal, token=presented)
    except BadProof as trouble:
        return _no_such_token("dpop", "invalid_dpop_proof", str(trouble), algorithms)
    if shown is None:
        return _no_such_token("dpop", "invalid_dpop_proof", "The proof is missing.", algorithms)
    return None if shown == key else _no_such_token("dpop", algorithms=algorithms)


def _no_such_token(
    scheme: str,
    error: str = "invalid_token",
    description: str = "",
    algorithms: tuple[str, ...] = ALGORITHMS,
) -> ResponseReturnValue:
    """Refuse a token in the words of the scheme it came by (RFC 6750, 3; RFC 9449, 7.1); empty: none came."""
    outcome("portal_userinfo_refused")
    algs = f'algs="{" ".join(algorithms)}"'
    challenge = {
        "": f"Bearer, DPoP {algs}",
        "bearer": f'Bearer error="{error}"',
        "dpop": f'DPoP error="{error}", {algs}',
    }[scheme]
    told = {"error": error, "error_description": description} if description else {"error": error}
    return told, 401, {"WWW-Authenticate": challenge, **_NOT_KEPT}


def _signed(portal: Portal, claims: dict[str, Any]) -> str:
    key = services().signing_keys.signing(signing_for(portal))
    own = {"iss": issuer(), "aud": portal.id}
    return jwt.encode({"alg": key.alg, "kid": key.kid}, claims | own, joserfc_key(key), [key.alg])


@blueprint.post("/oauth2/revoke")
def revoke() -> ResponseReturnValue:
    """End an access token (RFC 7009); a token that is not the portal's is left alone, and not told of."""
    try:
        portal = _authenticated()
    except OAuth2Error as trouble:
        return _refused(trouble)
    given = request.form.getlist("token")
    if len(given) != 1:
        return _error(400, "invalid_request", "One 'token'.")
    facts = services().portal_store.find(Kind.TOKEN, given[0]) if len(given[0]) <= LONGEST_TOKEN else None
    if facts is not None and facts["portal_id"] == portal.id:
        services().portal_store.end(Kind.TOKEN, given[0])
    return "", 200, _NOT_KEPT


def _authenticated() -> Portal:
    """Return the portal that sent this form.

    Raises:
        OAuth2Error: it did not show who it is.
    """
    asked = ProviderRequest(_once_each())
    portal: Portal = SERVER.authenticate_client(asked, sorted(ClientAuth)).portal
    return portal


def _once_each() -> dict[str, str]:
    """Return the form's fields (RFC 6749, 3.2: none stands there twice)."""
    if any(len(found) > 1 for _name, found in request.form.lists()):
        raise InvalidRequestError("A parameter stands there twice.")
    return request.form.to_dict()


def _presented() -> tuple[str, str | None]:
    """Return scheme and access token of this request; the token is empty if there is none, None: two."""
    told = request.authorization
    scheme, header = "bearer", ""
    if told is not None and told.type in {"bearer", "dpop"}:
        scheme, header = told.type, told.token or ""
    bodies = request.form.getlist("access_token") if request.method == "POST" else []
    if len(bodies) > 1 or (bodies and header):
        return scheme, None
    return ("bearer", bodies[0]) if bodies else (scheme, header)


def _refused(trouble: OAuth2Error) -> ResponseReturnValue:
    outcome("portal_refused")
    answer: Response = SERVER.handle_error_response(None, trouble)
    answer.headers.update(_NOT_KEPT)
    return answer


def _error(status: int, error: str, description: str) -> ResponseReturnValue:
    outcome(f"portal_{error}")
    told = {"error": error, "error_description": description} if description else {"error": error}
    return told, status, _NOT_KEPT


def _public(facts: dict[str, Any]) -> ResponseReturnValue:
    answer = jsonify(facts)
    answer.cache_control.public = True
    answer.cache_control.max_age = _KEPT_SECONDS
    return answer
