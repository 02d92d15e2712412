"""One sign-in: the address to which a portal sends a browser, and what it does when the browser is back."""

from collections.abc import Mapping

from authlib.oauth2.rfc7636 import create_s256_code_challenge

from sandbox.portals.asking import Conversation, NoAnswer, lines_of, lines_of_address, with_query
from sandbox.portals.checking import check_id_token, check_logout_token, read_unchecked
from sandbox.portals.facts import Portal, Proof, old_state
from sandbox.portals.visits import RoundTrip, Step, Visit, Wishes
from sandbox.settings import SandboxSettings

CALLBACK, SIGNED_OUT, BACK_CHANNEL = "/callback", "/signed-out", "/back-channel"
#: The old shape has no discovery: its addresses are part of the program.
OLD_AUTHORIZE, OLD_TOKEN, OLD_USERINFO, OLD_LOGOUT = (
    "/oauth2/authorize",
    "/oauth2/token",
    "/oauth2/userinfo",
    "/oidc/logout",
)


def address_to_sign_in(portal: Portal, visit: Visit, wishes: Wishes, settings: SandboxSettings) -> str:
    """Return where to send the browser.

    Raises:
        NoAnswer: the product did not tell where; the visit has the round trip.
    """
    common = {
        "response_type": "code",
        "client_id": portal.client_id,
        "redirect_uri": portal.address(settings, CALLBACK),
    }
    if portal is Portal.LEGACY:
        old = {"scope": "openid vn_portal", "acr_values": "LoA1", "state": old_state(settings)}
        return with_query(f"{settings.product_url}{OLD_AUTHORIZE}", common | old)
    trip = RoundTrip()
    try:
        found = Conversation(settings, trip).discover()
    except NoAnswer:
        visit.arrive(trip)
        raise
    state, waiting = visit.begin(wishes)
    asked = {
        "scope": " ".join(["openid", *wishes.scopes]),
        "state": state,
        "nonce": waiting.nonce,
        "code_challenge": create_s256_code_challenge(waiting.verifier),
        "code_challenge_method": "S256",
        "acr_values": wishes.acr,
        "prompt": wishes.prompt,
        "max_age": wishes.max_age,
        "ui_locales": wishes.ui_locales,
    }
    return with_query(str(found["authorization_endpoint"]), common | asked)


def come_back(
    portal: Portal, visit: Visit, answer: Mapping[str, str], *, settings: SandboxSettings, proof: Proof
) -> RoundTrip:
    """Do what a portal does when the browser is back: redeem the code, check, ask who it is."""
    trip = RoundTrip()
    own = portal.address(settings, CALLBACK)
    trip.steps.append(Step("The browser comes back", "\n".join([f"GET {own}", *lines_of(answer)])))
    try:
        if portal is Portal.LEGACY:
            _redeem_unchecked(trip, answer, settings, proof)
        else:
            _redeem(trip, visit, answer, settings=settings, proof=proof)
    except NoAnswer:
        pass  # the trip names the error
    return trip


def _redeem_unchecked(
    trip: RoundTrip, answer: Mapping[str, str], settings: SandboxSettings, proof: Proof
) -> None:
    """Sign in as portals of the old shape do: nothing is compared, and no signature is checked."""
    if _is_error(trip, answer):
        return
    product, conversation = settings.product_url, Conversation(settings, trip)
    fields = _code_fields(Portal.LEGACY, answer, settings) | dict(proof.of(Portal.LEGACY, product))
    tokens = conversation.ask("Code for tokens", "POST", f"{product}{OLD_TOKEN}", fields=fields)
    trip.id_token = str(tokens.get("id_token", ""))
    read_unchecked(trip)
    token = str(tokens.get("access_token", ""))
    trip.person = conversation.ask("Who is it?", "GET", f"{product}{OLD_USERINFO}", token=token)
    trip.check("userinfo: there is a TechID, by which the account is found", is_good="TechID" in trip.person)


def _redeem(
    trip: RoundTrip, visit: Visit, answer: Mapping[str, str], *, settings: SandboxSettings, proof: Proof
) -> None:
    waiting = visit.waiting.pop(answer.get("state", ""), None)
    trip.check("Return: this browser sent the state", is_good=waiting is not None, found=answer.get("state"))
    conversation = Conversation(settings, trip)
    found = conversation.discover()
    issuer = str(found["issuer"])
    is_named = answer.get("iss") == issuer
    trip.check("Return: iss is the product (RFC 9207)", is_good=is_named, found=answer.get("iss", ""))
    if _is_error(trip, answer) or waiting is None or not trip.is_good:
        return
    place = str(found["token_endpoint"])

    def redeem(name: str, *, keeps_going: bool = False) -> dict[str, object]:
        fields = {**_code_fields(Portal.STANDARD, answer, settings), "code_verifier": waiting.verifier}
        fields |= proof.of(Portal.STANDARD, issuer)
        return conversation.ask(name, "POST", place, fields=fields, keeps_going=keeps_going)

    tokens = redeem("Code for tokens")
    access_token, trip.id_token = str(tokens.get("access_token")), str(tokens.get("id_token"))
    keys = conversation.ask("The product's keys", "GET", str(found["jwks_uri"]))
    if not check_id_token(trip, keys, issuer=issuer, waiting=waiting, access_token=access_token):
        return
    who = str(found["userinfo_endpoint"])
    trip.person = conversation.ask("Who is it?", "GET", who, token=access_token)
    is_same = trip.person.get("sub") == trip.claims.get("sub")
    trip.check("userinfo: sub is the one of the id_token", is_good=is_same, found=trip.person.get("sub"))
    if waiting.wishes.uses_code_twice:
        again = redeem("The same code once more", keeps_going=True)
        trip.check("Code used twice: the second use is refused", is_good=not again)
        lost = conversation.ask(
            "Who is it, with the first token?", "GET", who, token=access_token, keeps_going=True
        )
        trip.check("Code used twice: the token of the first use has ended", is_good=not lost)


def take_logout(logout_token: str, *, settings: SandboxSettings) -> RoundTrip:
    """Check a message over the back channel; the round trip says what was wrong with it."""
    trip = RoundTrip(id_token=logout_token)
    trip.steps.append(
        Step(
            "The product tells that a session ended",
            "\n".join(["POST", *lines_of({"logout_token": logout_token})]),
        )
    )
    try:
        conversation = Conversation(settings, trip)
        found = conversation.discover()
        keys = conversation.ask("The product's keys", "GET", str(found["jwks_uri"]))
    except NoAnswer:
        return trip
    check_logout_token(trip, keys, issuer=str(found["issuer"]))
    return trip


def address_to_sign_out(portal: Portal, trip: RoundTrip | None, settings: SandboxSettings) -> str:
    """Return where to send a browser that signs out (OpenID Connect RP-Initiated Logout 1.0)."""
    parameters = {
        "id_token_hint": trip.id_token if trip else "",
        "post_logout_redirect_uri": portal.address(settings, SIGNED_OUT),
        "state": "signed-out",
    }
    if portal is Portal.STANDARD:
        parameters["client_id"] = portal.client_id
    return with_query(f"{settings.product_url}{OLD_LOGOUT}", parameters)


def note_way_out(trip: RoundTrip, address: str) -> None:
    """Note where the browser was sent to sign out."""
    trip.steps.append(Step("The browser leaves to sign out", lines_of_address(address)))


def _is_error(trip: RoundTrip, answer: Mapping[str, str]) -> bool:
    if "error" in answer:
        trip.error, trip.description = answer["error"], answer.get("error_description", "")
    elif "code" not in answer:
        trip.error = "no_code"
    return bool(trip.error)


def _code_fields(portal: Portal, answer: Mapping[str, str], settings: SandboxSettings) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": answer.get("code", ""),
        "redirect_uri": portal.address(settings, CALLBACK),
    }
