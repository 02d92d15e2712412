"""The provider's screens in every state, for the gallery."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import session

from accounts.account.raising import Raised
from accounts.portals.records import ClientAuth, NewPortal, Scope
from bff.limits.portals import NoPlace
from bff.methods.gallery_states import GALLERY_ACCOUNT_ID, Shown
from bff.rules.portals.claims import ACR
from bff.rules.proofs import ProofKind
from bff.services import services
from bff.views.provider.answering import CONSENT_VERSION
from bff.views.provider.asking import Asked
from bff.web.lookup import all_methods
from bff.web.portals import waiting
from bff.web.sessions import current_session, go_on_as

_ID, _RETURN = "gallery-portal", "https://portal.example.vn/callback"
_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def _portal() -> None:
    """Register the gallery's portal."""
    services().portals.add(
        NewPortal(
            id=_ID,
            name_vi="Cổng dịch vụ công Thử Nghiệm",
            name_en="Trial public-service portal",
            sector="portal.example.vn",
            redirect_uris=(_RETURN,),
            scopes=frozenset(Scope),
            client_auth=ClientAuth.CLIENT_SECRET_BASIC,
        )
    )


def _asking(*scopes: Scope, **more: str) -> Callable[[], str]:
    """Return what registers the portal and returns the address of its request."""

    def make() -> str:
        _portal()
        asked = {
            "client_id": _ID,
            "redirect_uri": _RETURN,
            "response_type": "code",
            "scope": " ".join([Scope.OPENID, *scopes]),
            "state": "gallery",
            "nonce": "gallery",
            "code_challenge": _CHALLENGE,
            "code_challenge_method": "S256",
        }
        return "/oauth2/authorize?" + urlencode(asked | more)

    return make


def _going_on() -> str:
    """Agree to what the portal asks, and return the address of a request that waited for that."""
    address = _asking(Scope.PROFILE)()
    services().grants.consent(
        GALLERY_ACCOUNT_ID, _ID, [Scope.PROFILE], language="vi", text_version=CONSENT_VERSION
    )
    return _kept(address)


def _on_the_way() -> str:
    """Come back from registering or signing in to a request in which nothing is missing any more."""
    address = _going_on()
    waiting.set_out(address.removeprefix("/portal/"))
    return address


def _kept(address: str) -> str:
    """Keep the request in this address, and return that of its page."""
    portal = services().portals.find(_ID)
    if portal is None:
        raise RuntimeError("the gallery's portal is there and is not")
    asked = parse_qs(urlsplit(address).query)
    return f"/portal/{Asked(portal, {name: texts[0] for name, texts in asked.items()}).kept().token}"


def _at_level_3() -> str:
    """Raise the gallery's account, and return the address of a request for that level."""
    signing = next(method.key for method in all_methods() if method.sign_in_endpoint)
    generation, signed_in = services().accounts.generation_of(GALLERY_ACCOUNT_ID) or 0, current_session()
    raised = Raised(level=3, method=signing, proved_by=ProofKind.SIGNATURE)
    services().accounts.raise_level(GALLERY_ACCOUNT_ID, raised, generation=generation)
    if signed_in is not None:
        go_on_as(signed_in, generation=generation + 1)
    return _LEVEL_3()


def _with_one_factor() -> str:
    """Sign the gallery's account in by a password alone, and return the address of a request."""
    _sign_in_by_password()
    return _asking(Scope.PROFILE)()


def _sign_in_by_password() -> None:
    generation = services().accounts.generation_of(GALLERY_ACCOUNT_ID) or 0
    begun = services().signed_in.begin(GALLERY_ACCOUNT_ID, device="Chrome · Android", generation=generation)
    session["signed_in"] = begun.token


def _as_another_person() -> str:
    """Sign in for a request that expects another person, and return its address."""
    address = _kept(_asking(Scope.PROFILE, id_token_hint="of another person")())  # noqa: S106  # no secret
    _sign_in_by_password()
    return address


def _with_a_portal() -> str:
    """Agree to what the portal asks, let it be told, and return the address of the list."""
    _portal()
    wanted = [Scope.PROFILE, Scope.PHONE]
    services().grants.consent(GALLERY_ACCOUNT_ID, _ID, wanted, language="vi", text_version=CONSENT_VERSION)
    services().grants.note_passed_on(GALLERY_ACCOUNT_ID, _ID, wanted)
    return "/account/data/portals"


_LEVEL_3 = _asking(Scope.PROFILE, acr_values=ACR.format(level=3))


def _door(state: str, make_path: Callable[[], str], *, signed_in: bool = True) -> Shown:
    return Shown("provider/door", state, make_path=make_path, signed_in=signed_in)


GALLERY: tuple[Shown, ...] = (
    _door("sign_in", _asking(Scope.PROFILE), signed_in=False),
    _door("sign_in_again", _asking(Scope.PROFILE, prompt="login")),
    _door("other_person", _as_another_person),
    _door("second_factor", _with_one_factor),
    _door("higher_level", _LEVEL_3),
    replace(_door("cannot_be_raised", _LEVEL_3), without_methods=True),
    replace(_door("signature", _at_level_3), settings={"portal_level_3_needs_signature": True}),
    _door("consent", _asking(Scope.PROFILE, Scope.PHONE)),
    _door("consent_to_everything", _asking(*(scope for scope in Scope if scope is not Scope.OPENID))),
    _door("consent_to_nothing", _asking()),
    _door("goes_on", _going_on),
    _door("goes_on_by_itself", _on_the_way),
    Shown("provider/ended", "ended", path="/portal/gone"),
    Shown("provider/crowded", "crowded", path="/portal/gone", raises=NoPlace()),
    Shown("provider/unknown", "unknown", path="/oauth2/authorize?client_id=nobody"),
    Shown("provider/sign_out", "asked", path="/oidc/logout", signed_in=True),
    Shown("provider/signed_out", "done", path="/oidc/logout"),
    Shown("provider/mine", "empty", path="/account/data/portals", signed_in=True),
    Shown("provider/mine", "one", make_path=_with_a_portal, signed_in=True),
)
