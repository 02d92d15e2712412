"""The screens of a USB token, in order: hand over to a computer, sign, check, confirm the phone, done."""

import segno
from flask import Blueprint, request, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from bff.journeys.flow import Flow
from bff.journeys.journey import Purpose
from bff.owners import certificates
from bff.services import services
from bff.serving.bell import ring
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.stores.limits import Limit
from bff.views.steps.existing import account_exists
from bff.views.steps.one_time_code import add_delivery_state, send_first, view_for
from bff.views.steps.opening import open_account
from bff.views.steps.outcomes import done
from bff.views.steps.proof import proof_blueprint, proven
from bff.views.steps.signing_in import enter
from bff.views.usb_token.forms import ContactForm, JoinForm
from bff.views.usb_token.joining import Joining, is_left_behind, join, look, tidy_join_code, with_code
from bff.views.usb_token.journeys import PROVING, REGISTERING, SIGNING_IN
from bff.views.usb_token.signing import add_challenge, is_phone, token_view
from bff.views.usb_token.watching import add_news, for_the_signer
from bff.views.usb_token.words import WORDS
from bff.web.devices import browser_id
from bff.web.gate import step
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, begin, move_to
from identity.subject import Subject

blueprint = Blueprint(
    REGISTERING.key, __name__, template_folder="templates", url_prefix="/register/usb-token"
)
continue_blueprint = Blueprint("token_continue", __name__, url_prefix="/continue")
sign_in_blueprint = Blueprint(SIGNING_IN.key, __name__, url_prefix="/sign-in/token")
proof = proof_blueprint(REGISTERING.key, PROVING)


def handover(flow: Flow) -> ResponseReturnValue:
    """Show the code, the link and the QR on the phone; on a computer, go on at once."""
    if is_left_behind(flow):
        session.pop(Purpose.REGISTER, None)
        return go(url_for("token_continue.enter", notice="called_off"))
    is_asked = bool(Joining.of(flow).code)
    if request.method == "POST" and request.form.get("action") == "here":
        return advance(flow, REGISTERING, pending={})
    if not is_phone() and not is_asked and request.form.get("action") != "elsewhere":
        return advance(flow, REGISTERING)
    flow = with_code(flow)
    joining = Joining.of(flow)
    address = services().settings.public_origin + url_for("token_continue.enter")
    return screen(
        "usb_token/handover.html",
        flow=flow,
        joining=joining,
        address=address,
        qr=_qr(f"{address}/{joining.code}"),
        minutes=services().settings.usb_join_seconds // 60,
    )


def _qr(address: str) -> Markup:
    drawing = segno.make(address, error="m").svg_inline(scale=5, border=2, dark="#000", light="#fff")
    return Markup(drawing)  # noqa: S704 - drawn here, of black and white squares


@continue_blueprint.route("", methods=["GET", "POST"], endpoint="enter")
@continue_blueprint.get("/<code>", endpoint="link")
def enter_code(code: str = "") -> ResponseReturnValue:
    """Take the code that the phone shows, and say what it continues before anything is joined."""
    form = JoinForm(data={"code": code})
    if not form.validate_on_submit():
        notice = request.args.get("notice")
        return screen("usb_token/enter.html", form=form, notice=notice)
    limit = Limit("joins", services().settings.usb_joins_per_hour, 3_600)
    with services().limits.attempt((limit, services().digest_of(browser_id()))):
        found = look(form.tidy)
    if found is None:
        outcome("join_unknown")
        form.code.errors = [
            _("There is no such code, or its time is over. Check it, or get a new one on the phone.")
        ]
        return screen("usb_token/enter.html", form=form, notice=None)
    return screen("usb_token/joining.html", flow=found, joining=Joining.of(found), code=form.tidy)


@continue_blueprint.post("/join")
def join_now() -> ResponseReturnValue:
    """Join what was shown: this browser signs from now on."""
    flow = join(tidy_join_code(request.form.get("code", "")))
    if flow is None:
        outcome("join_unknown")
        return go(url_for("token_continue.enter", notice="ended"))
    outcome("joined")
    session[Purpose.REGISTER] = flow.id
    session.permanent = True
    return go(url_for(f"{REGISTERING.key}.token"))


def confirm(flow: Flow) -> ResponseReturnValue:
    """Show the certificate's facts, and ask for a phone; a press sends a code to it."""
    form = ContactForm(data={"phone_number": flow.typed.get("phone_number", "")})
    if form.validate_on_submit():
        typed = {**flow.typed, "phone_number": form.phone_number.data}
        known = flow.learn(typed=typed, phone_number=form.mobile)
        saved = move_to(known, REGISTERING.after("confirm"))
        ring(services().bell, saved.id)
        return arrive(send_first(saved))
    rows = certificates.certificate_rows(flow, now=services().clock())
    return screen("usb_token/confirm.html", flow=flow, rows=rows, form=form)


def opening(flow: Flow) -> ResponseReturnValue:
    """Open the account: the signature and the phone are both proved."""
    answer = open_account(flow, password_hash=None)
    ring(services().bell, flow.id)
    return answer


def refused(flow: Flow) -> ResponseReturnValue:
    """Say why it ended, and what to do."""
    words = WORDS[flow.refusal or ""]
    return screen("usb_token/refused.html", words=words, flow=flow)


def enter_account(flow: Flow) -> ResponseReturnValue:
    """Begin the signed-in session: the signature was good."""
    services().flows.delete(flow.id)
    session.pop(Purpose.SIGN_IN, None)
    return enter(flow.account_id or "")


@sign_in_blueprint.post("")
def begin_sign_in() -> ResponseReturnValue:
    """Begin signing in with the token."""
    return arrive(begin(SIGNING_IN, Subject.CITIZEN))


for _name, _view in (
    ("token", token_view(REGISTERING, certificates.register)),
    ("confirm", confirm),
    ("code", view_for(REGISTERING)),
    ("opening", opening),
    ("refused", refused),
    ("account_exists", account_exists),
):
    step(blueprint, REGISTERING, _name)(for_the_signer(_view))
step(blueprint, REGISTERING, "handover")(handover)
step(blueprint, REGISTERING, "done")(done)
add_challenge(blueprint, REGISTERING)
add_delivery_state(blueprint, REGISTERING)
add_news(blueprint)
for _of, _journey, _on_signed in (
    (sign_in_blueprint, SIGNING_IN, certificates.sign_in),
    (proof, PROVING, certificates.prove),
):
    step(_of, _journey, "token")(token_view(_journey, _on_signed))
    step(_of, _journey, "refused")(refused)
    add_challenge(_of, _journey)
step(sign_in_blueprint, SIGNING_IN, "enter")(enter_account)
step(proof, PROVING, "proven")(proven)
