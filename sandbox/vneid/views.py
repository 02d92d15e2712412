"""VNeID's three endpoints, in each of its three forms: ``/vneid/<form>/auth``, ``token`` and ``userinfo``.

The forms are plain, envelope and national_portal (protocols seen in public code; docs/decisions/0067 of the
product says which). `sandbox.vneid.people` says what happens to each person.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from sandbox.outages import RETRY_AFTER_SECONDS
from sandbox.people.person import SandboxPerson
from sandbox.people.table import CROWD, PEOPLE
from sandbox.state import sandbox
from sandbox.vneid.envelope import key_of_another, public_key, seal, spoil
from sandbox.vneid.memory import TOKEN_SECONDS, Signed, memory, until
from sandbox.vneid.people import AT_VNEID, VneidAnswer, account_of

#: The delay for a person with `VneidAnswer.SLOW`, in seconds.
SLOW_SECONDS = 30.0
CLIENT_ID = "cuaso"
CLIENT_SECRET = "sandbox"
FORM = "application/x-www-form-urlencoded"
_FORMS = "<any(plain, envelope, national_portal):form>"
_PASSED_ON = ("redirect_uri", "state", "code_challenge")

blueprint = Blueprint("vneid", __name__, url_prefix=f"/vneid/{_FORMS}")


@blueprint.get("/auth")
def sign_in(form: str) -> ResponseReturnValue:
    """Show who may sign in; each link leads back to the product as that person."""
    _check_request(form)
    wanted = "".join(sign for sign in request.args.get("number", "") if sign.isdigit())
    listed = [one.person for one in AT_VNEID]
    found = [person for person in (*PEOPLE, *CROWD) if wanted and person.citizen_number == wanted]
    query = {name: request.args[name] for name in request.args if name != "number"}
    return render_template(
        "vneid/sign_in.html", form=form, people=found or listed, query=query, wanted=wanted, found=found
    )


@blueprint.get("/sign-in/<number>")
def signed_in(form: str, number: str) -> ResponseReturnValue:
    """Send the browser back to the product, as the person with this citizen number."""
    _check_request(form)
    person = next((one for one in (*PEOPLE, *CROWD) if one.citizen_number == number), None)
    if person is None:
        abort(404)
    return redirect(f"{request.args['redirect_uri']}?{_answer(form, person)}", 302)


@blueprint.get("/cancel")
def cancel(form: str) -> ResponseReturnValue:
    """Send the browser back as a person does who cancels."""
    _check_request(form)
    query = urlencode({"error": "access_denied", "state": request.args.get("state", "")})
    return redirect(f"{request.args['redirect_uri']}?{query}", 302)


def _check_request(form: str) -> None:
    """End a request that VNeID shows as an error page instead of sending anyone back."""
    args, ours = request.args, f"{sandbox().settings.product_url}/vneid/return"
    if args.get("client_id") != CLIENT_ID or args.get("redirect_uri") != ours:
        abort(400)
    if args.get("response_type") != "code" or "openid" not in args.get("scope", "").split():
        abort(400)
    if form == "national_portal" and args.get("acr_values") != "LoA1":
        abort(400)


def _answer(form: str, person: SandboxPerson) -> str:
    account, state = account_of(person), request.args.get("state", "")
    if account.answer is VneidAnswer.CANCELS:
        return urlencode({"error": "access_denied", "state": state})
    with_plus = account.answer is VneidAnswer.PLUS_IN_CODE
    signed = Signed(
        form,
        account,
        request.args["redirect_uri"],
        request.args.get("code_challenge", ""),
        until(sandbox().clock.now()),
    )
    code = memory().code_for(signed, with_plus=with_plus and form != "envelope")
    parts = {"code": code, "state": state}
    if form == "envelope":
        key = public_key(sandbox().settings.vneid_public_key)
        parts["code"], parts["encrypt_key"] = seal(code, key, with_plus=with_plus)
        if account.answer is VneidAnswer.BROKEN_CODE:
            parts["code"] = spoil(parts["code"])
    # As seen: base64 stands in the address as it is.
    return "&".join(f"{name}={quote(text, safe='+/=')}" for name, text in parts.items())


@blueprint.post("/token")
def token(form: str) -> ResponseReturnValue:
    """Exchange a code for an access token (RFC 6749 section 4.1.3)."""
    asked = request.form
    if request.mimetype != FORM or asked.get("grant_type") != "authorization_code":
        return {"error": "unsupported_grant_type"}, 400
    if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
        return {"error": "invalid_client"}, 401
    signed = memory().take(asked.get("code", ""))
    if signed is None or not _is_of(signed, form, asked):
        return {"error": "invalid_grant"}, 400
    trouble = _trouble(signed.account.answer)
    if trouble is not None:
        return trouble
    told = {
        "access_token": memory().token_for(signed),
        "token_type": "Bearer",
        "expires_in": TOKEN_SECONDS,
        "scope": "openid",
    }
    return _sealed(form, told, VneidAnswer.SIGNS_IN)


def _is_of(signed: Signed, form: str, asked: Mapping[str, str]) -> bool:
    """Tell whether a token request fits the sign-in, as RFC 6749 and RFC 7636 say."""
    if signed.form != form or signed.redirect_uri != asked.get("redirect_uri"):
        return False
    if sandbox().clock.now() >= signed.until:
        return False
    digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return not signed.challenge or challenge == signed.challenge


def _trouble(answer: VneidAnswer) -> ResponseReturnValue | None:
    match answer:
        case VneidAnswer.CODE_USED:
            return {"error": "invalid_grant", "error_description": "Code not valid"}, 400
        case VneidAnswer.CLIENT_REFUSED:
            return {"error": "invalid_client"}, 401
        case VneidAnswer.NOT_LISTED:
            return "Forbidden", 403
        case VneidAnswer.DOWN:
            return {"error": "temporarily_unavailable"}, 503
        case VneidAnswer.BUSY:
            return {"error": "slow_down"}, 429, {"Retry-After": str(RETRY_AFTER_SECONDS)}
        case VneidAnswer.SLOW:
            sandbox().settings.sleep(SLOW_SECONDS)
        case _:
            pass
    return None


@blueprint.get("/userinfo")
def userinfo(form: str) -> ResponseReturnValue:
    """Tell who signed in."""
    kind, _, bearer = request.headers.get("Authorization", "").partition(" ")
    signed = memory().who(bearer) if kind == "Bearer" else None
    if signed is None or signed.form != form:
        return {"error": "invalid_token"}, 401
    account = signed.account
    if account.answer is VneidAnswer.NONSENSE:
        return _sealed(form, {"answer": "perhaps"}, account.answer)
    claims = _portal_claims(signed) if form == "national_portal" else _own_claims(signed)
    return _sealed(form, claims, account.answer)


def _own_claims(signed: Signed) -> dict[str, object]:
    account, person = signed.account, signed.account.person
    claims: dict[str, object] = {
        "sub": hashlib.sha256(person.citizen_number.encode()).hexdigest()[:36],
        "fullName": account.kept_name or person.full_name,
        "birthDate": _date(person.birth_date, "/"),
        "accountType": account.kind,
        "accountLevel": account.level,
    }
    # Behind the plain form is a Keycloak realm whose user names are citizen numbers.
    name = "preferred_username" if signed.form == "plain" else "citizenPid"
    return claims | {name: person.citizen_number}


def _portal_claims(signed: Signed) -> dict[str, object]:
    account, person = signed.account, signed.account.person
    return {
        "TechID": hashlib.sha256(person.citizen_number.encode()).hexdigest()[:24],
        "LoaiTaiKhoan": account.kind,
        "HoVaTen": account.kept_name or person.full_name,
        "SoDinhDanh": person.citizen_number,
        "SoCMND": person.old_identity_number or "",
        "NgayThangNamSinh": _date(person.birth_date, ""),
        "GioiTinh": "1" if person.sex == "male" else "2",
        "loginIdp": "BCA",
        "IAL": account.level,
        "loAs": "LoA2",
    }


def _date(born: str, between: str) -> str:
    """Write dd/mm/yyyy, or yyyymmdd where nothing is *between*; only the year, where no more is known."""
    year, *rest = born.split("-")
    if not rest:
        return year
    return between.join([rest[1], rest[0], year]) if between else "".join([year, *rest])


def _sealed(form: str, told: Mapping[str, object], answer: VneidAnswer) -> ResponseReturnValue:
    """Answer with *told*, in the envelope where the form has one."""
    if form != "envelope":
        return dict(told)
    is_wrong = answer is VneidAnswer.WRONG_KEY
    key = key_of_another() if is_wrong else public_key(sandbox().settings.vneid_public_key)
    data, wrapped = seal(json.dumps(told, ensure_ascii=False), key)
    return {"data": spoil(data) if answer is VneidAnswer.BROKEN_ENVELOPE else data, "key": wrapped}
