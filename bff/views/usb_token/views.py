"""The journeys of a USB token: join a computer, sign, check the certificate, confirm the phone, done."""

from flask import Blueprint, request, session, url_for
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.limits.table import limits
from bff.messages.vouching import CodeStep, Vouching
from bff.owners import certificates
from bff.services import services
from bff.serving.bell import ring
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.views.steps.existing import account_exists
from bff.views.steps.one_time_code import code, code_delivery, send_first
from bff.views.steps.opening import open_account
from bff.views.steps.outcomes import done
from bff.views.steps.proof import proven
from bff.views.steps.signing_in import WHICH_ACCOUNT, enter
from bff.views.usb_token.forms import ContactForm, JoinForm
from bff.views.usb_token.joining import is_left_behind, join, look, tidy_join_code, with_code
from bff.views.usb_token.pendings import joining_of
from bff.views.usb_token.signing import challenge, is_phone, refused, token
from bff.views.usb_token.watching import (
    for_the_signer,
    leave_it_to_the_signer,
    news,
    news_for_the_signer,
)
from bff.web.devices import counted_browser
from bff.web.drawing import qr_code
from bff.web.portals import waiting
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, begin, move_to
from identity.subject import Subject

continuing = Blueprint("token_continue", __name__, url_prefix="/continue")
signing_in = Blueprint("token_sign_in", __name__, url_prefix="/sign-in/token")
continuing.before_app_request(leave_it_to_the_signer)


def device(flow: Flow) -> ResponseReturnValue:
    """Make a join code on a phone; let a computer go on to the signing screen."""
    if is_phone():
        return arrive(with_code(move_to(flow, "handover")))
    return arrive(move_to(flow, "token"))


def handover(flow: Flow) -> ResponseReturnValue:
    """Show the join code, the address and a QR code; the person can renew the code, or sign here."""
    if is_left_behind(flow):
        session.pop(Purpose.REGISTER, None)
        return go(url_for("token_continue.enter", notice="called_off"))
    match request.form.get("action") if request.method == "POST" else None:
        case "here":
            return advance(flow, pending=None)
        case "renew":
            return arrive(with_code(flow))
        case _:
            pass
    joining = joining_of(flow)
    address = services().settings.public_origin + url_for("token_continue.enter")
    return screen(
        "usb_token/handover.html",
        flow=flow,
        joining=joining,
        is_fresh=joining.is_fresh(services().clock()),
        address=address,
        qr=qr_code(f"{address}/{joining.code}", scale=5, border=2),
        minutes=services().settings.usb_join_seconds // 60,
    )


@continuing.route("", methods=["GET", "POST"], endpoint="enter")
@continuing.get("/<code>", endpoint="link")
def enter_code(code: str = "") -> ResponseReturnValue:
    """Ask for the join code, then show which flow it continues.

    Nothing is joined yet, so that the person can notice a code that a stranger sent.
    """
    form = JoinForm(data={"code": code})
    if not form.validate_on_submit():
        notice = request.args.get("notice")
        return screen("usb_token/enter.html", form=form, notice=notice)
    with services().limits.attempt((limits().joins, services().digest_of(counted_browser()))) as guess:
        flow = look(form.tidy)
        if flow is not None:
            guess.give_back()
    if flow is None:
        outcome("join_unknown")
        form.code.errors = [
            _("There is no such code, or its time is over. Check it, or get a new one on the phone.")
        ]
        return screen("usb_token/enter.html", form=form, notice=None)
    return screen("usb_token/joining.html", flow=flow, joining=joining_of(flow), code=form.tidy)


@continuing.post("/join")
def join_now() -> ResponseReturnValue:
    """Join the flow that the screen has shown: from now on this browser signs.

    A join that succeeds counts as well, so that no program joins without end.
    """
    with services().limits.attempt((limits().joins, services().digest_of(counted_browser()))):
        flow = join(tidy_join_code(request.form.get("code", "")))
    if flow is None:
        outcome("join_unknown")
        return go(url_for("token_continue.enter", notice="ended"))
    outcome("joined")
    session[Purpose.REGISTER] = flow.id
    session.permanent = True
    return go(url_for(f"{REGISTERING.key}.token"))


def confirm(flow: Flow) -> ResponseReturnValue:
    """Show the certificate and ask for a phone number. The button sends a code to it."""
    shown = flow.phone_number or flow.typed.get("phone_number", "")
    form = ContactForm(data={"phone_number": shown})
    if form.validate_on_submit():
        # `typed` fills in the forms of other methods, in both browsers: a joined flow keeps the number apart.
        is_joined = joining_of(flow).is_joined
        typed = flow.typed if is_joined else {**flow.typed, "phone_number": form.phone_number.data}
        known = flow.learn(typed=typed, phone_number=form.mobile)
        saved = move_to(known, "code")
        ring(services().bell, saved.id)
        return arrive(send_first(saved))
    rows = certificates.certificate_rows(flow, now=services().clock())
    return screen("usb_token/confirm.html", flow=flow, rows=rows, form=form)


def opening(flow: Flow) -> ResponseReturnValue:
    """Open the account. The signature is verified and the code has confirmed the phone."""
    answer = open_account(flow, password_hash=None)
    ring(services().bell, flow.id)
    return answer


@signing_in.post("")
def begin_sign_in() -> ResponseReturnValue:
    """Begin to sign in with the token."""
    waiting.coming_from_one()
    return arrive(begin(SIGNING_IN, Subject.CITIZEN))


_BACK = frozenset({"refusal"})
_CERTIFICATE = frozenset({"identity", "organisation", "certificate"})
#: Two browsers may hold this flow: the computer signs, and the phone that began it watches.
REGISTERING = Journey(
    "usb_token",
    at="/register/usb-token",
    purpose=Purpose.REGISTER,
    steps=(
        Step(device, acts=True),
        Step(handover),
        Step(for_the_signer(token), script=challenge),
        Step(for_the_signer(confirm), forgets=_CERTIFICATE),
        CodeStep(
            for_the_signer(code),
            forgets=frozenset(),
            news=news_for_the_signer(code_delivery),
            vouched_by=Vouching.NOTHING,
        ),
        Step(for_the_signer(opening), acts=True),
        Step(done),
    ),
    side_steps=(Step(for_the_signer(refused), forgets=_BACK), Step(for_the_signer(account_exists))),
    news=news,
)
_TOKEN = Step(token, script=challenge)
SIGNING_IN = Journey(
    "token_sign_in",
    at="/sign-in/token",
    purpose=Purpose.SIGN_IN,
    steps=(_TOKEN, Step(enter, acts=True)),
    side_steps=(Step(refused, forgets=_BACK), WHICH_ACCOUNT),
)
PROVING = Journey(
    "usb_token_proof",
    at="/prove/usb-token",
    purpose=Purpose.PROVE,
    steps=(_TOKEN, Step(proven, acts=True)),
    side_steps=(Step(refused, forgets=_BACK),),
)
