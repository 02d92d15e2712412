"""A portal signs a person out (OpenID Connect RP-Initiated Logout 1.0).

With an id_token of this person's session at this portal as a hint the session ends at once. Without one the
person is asked: any site could send them here.
"""

from urllib.parse import urlencode

from authlib.common.urls import add_params_to_uri
from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import AccountEvent
from accounts.portals.records import Portal
from bff.serving.log import outcome
from bff.serving.security import csrf
from bff.stores.signed_in import SignedIn
from bff.views.provider.answering import sid_of
from bff.views.provider.asking import LONGEST_VALUE
from bff.views.provider.door import blueprint
from bff.views.provider.protocol.hints import claims_of_hint
from bff.views.provider.protocol.server import SERVER
from bff.web.screens import screen
from bff.web.sessions import current_session, end_session

_KNOWN = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales", "logout_hint")


@blueprint.route("/oidc/logout", methods=["GET", "POST"])
@csrf.exempt
def end_session_of() -> ResponseReturnValue:
    """End the session that the hint names, or ask the person; then go back to the portal's own address.

    A form of the portal's page comes without our cookie: it is led to a GET, which has it.
    """
    if request.method == "POST":
        return redirect(_own_address("provider.end_session_of", request.form.to_dict()), 303)
    return _leave(is_agreed=False)


@blueprint.post("/portal/sign-out")
def agree_to_leave() -> ResponseReturnValue:
    """Sign out: the person agreed on the page that asks."""
    return _leave(is_agreed=True)


def _leave(*, is_agreed: bool) -> ResponseReturnValue:
    values = {name: request.args.get(name, "") for name in _KNOWN}
    if any(len(request.args.getlist(name)) > 1 or len(values[name]) > LONGEST_VALUE for name in _KNOWN):
        return screen("provider/unknown.html", status=400)
    portal, is_hinted = _portal(values)
    signed_in = current_session()
    if signed_in is not None and not is_agreed and not (is_hinted and _is_of_hint(values, portal, signed_in)):
        return screen(
            "provider/sign_out.html", portal=portal, press=_own_address("provider.agree_to_leave", values)
        )
    if signed_in is not None:
        end_session(signed_in, event=AccountEvent.SIGNED_OUT)
        outcome("portal_signed_out")
    return _back(portal, values)


def _portal(values: dict[str, str]) -> tuple[Portal | None, bool]:
    """Return the portal that the hint or the address names, and whether the hint is an id_token of ours."""
    claims = claims_of_hint(values["id_token_hint"])
    named = values["client_id"] or (str(claims["aud"]) if claims else "")
    if claims is not None and claims["aud"] != named:
        return None, False
    client = SERVER.query_client(named)
    return (client.portal if client else None), claims is not None


def _is_of_hint(values: dict[str, str], portal: Portal | None, signed_in: SignedIn) -> bool:
    claims = claims_of_hint(values["id_token_hint"]) or {}
    return portal is not None and claims.get("sid") == sid_of(portal, signed_in.id)


def _back(portal: Portal | None, values: dict[str, str]) -> ResponseReturnValue:
    """Redirect to the portal's address if it is one that it registered; else say that this is done."""
    wanted = values["post_logout_redirect_uri"]
    if portal is not None and wanted in portal.logout_uris:
        parameters = [("state", values["state"])] if values["state"] else []
        return redirect(add_params_to_uri(wanted, parameters), 303)
    return screen("provider/signed_out.html", portal=portal)


def _own_address(endpoint: str, values: dict[str, str]) -> str:
    query = {name: values[name] for name in _KNOWN if values.get(name)}
    return url_for(endpoint) + ("?" + urlencode(query) if query else "")
