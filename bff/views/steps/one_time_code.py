"""The code screen, which all journeys share: send a one-time code by SMS, ask for it, send another one.

The flow keeps the keyed digest of a code before the SMS is sent. If the gateway sends the SMS but its answer
is lost, the code is still valid (decision record 0007).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

from flask import request
from flask.typing import ResponseReturnValue
from markupsafe import escape

from bff.journeys.codes import OneTimeCodes, SentCode
from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.limits.budgets import BudgetEmpty
from bff.limits.guessing import guess_limit
from bff.limits.turns import turn_after
from bff.messages.budgets import draw_on_reserve, take_voucher, unvouched_budget
from bff.messages.codes import digest_of, digits_of_code, new_code_message
from bff.messages.quiet_codes import send_quietly
from bff.messages.shared_codes import is_on_the_phone, is_shared, keep_shared, may_share
from bff.messages.turns import line_up, seconds_until_turn, with_turn
from bff.messages.vouching import CodeStep, Vouching
from bff.rules.codes import CodeRules, CodeVerdict, count_wrong_try, judge_code, seconds_until_resend
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy, local_time
from bff.serving.log import outcome
from bff.settings.settings import Settings
from bff.stores.attempts import TooOften
from bff.web.fields import CodeField
from bff.web.lookup import journey_of
from bff.web.screens import Form, screen
from bff.web.walking import advance, arrive, expired, is_out_of_date, move_to, of_this_browser, save
from identity.phones import mask_mobile
from verifiers.delivery import DeliveryState
from verifiers.errors import CounterpartTrouble
from verifiers.one_time_code import LONGER_CODE_DIGITS

#: The states of a message in their real order. Receipts may arrive in another order.
_HOW_FAR = (DeliveryState.SENT, DeliveryState.PHONE_OFF, DeliveryState.FAILED, DeliveryState.DELIVERED)


class CodeForm(Form):
    """Asks for the digits of a one-time code."""

    code = CodeField(lazy("Verification code"), said=lazy("Enter the 6-digit code from the message."))


class OtherCodes(Protocol):
    """Codes that count as well as the one that was sent, e.g. those of an app."""

    @property
    def lengths(self) -> frozenset[int]:
        """How many digits such a code has."""
        ...

    def takes(self, flow: Flow, code: str) -> bool:
        """Check *code*, and use it up if it is right."""
        ...

    def go_on(self, flow: Flow) -> ResponseReturnValue:
        """Show what follows such a code."""
        ...


def code(flow: Flow) -> ResponseReturnValue:
    """Ask for the code, or send another one. The right code leads to the next step."""
    return ask_for_code(flow, then=_go_on)


def _go_on(flow: Flow, codes: OneTimeCodes) -> ResponseReturnValue:
    """Show the next step. The code ends a proof, so the match before it was no failed one."""
    if flow.purpose is Purpose.PROVE:
        services().limits.give_back(flow.counted)
    return advance(flow, codes=codes)


def go_to_code(flow: Flow) -> ResponseReturnValue:
    """Go to the step "code" and send a code, unless this flow has proved the phone already."""
    if flow.proven_phone is not None and flow.proven_phone == flow.phone_number:
        return _go_on(flow.learn(step="code"), flow.codes)
    return arrive(send_first(move_to(flow, "code")))


def ask_for_code(
    flow: Flow,
    *,
    then: Callable[[Flow, OneTimeCodes], ResponseReturnValue],
    other: OtherCodes | None = None,
) -> ResponseReturnValue:
    """Ask for the code, or send another one.

    Args:
        then: shows what follows the right code. It gets the codes that the flow keeps.
        other: other codes that are accepted on the same screen.
    """
    form, digits = CodeForm(), digits_of_code(flow.codes)
    form.code.lengths = {digits} | (other.lengths if other else frozenset())
    form.code.said = _("Enter the %(digits)s-digit code from the message.", digits=digits)
    if form.is_submitted() and request.form.get("action") == "resend":
        try:
            sent = _send_again(flow)
        except TooOften as full:
            if not is_shared(flow):
                raise
            return _show(flow, CodeForm(formdata=None), early_in=full.retry_after_seconds)
        return _show(sent, CodeForm(formdata=None), is_early=sent is flow)
    if not form.validate_on_submit():
        return _show(flow, form)
    verdict, codes = _judge(flow, form.code.digits, other)
    outcome(f"code_{verdict}")
    if verdict is CodeVerdict.RIGHT:
        if is_out_of_date(flow):
            return expired(flow.purpose)
        return then(of_this_browser(flow), OneTimeCodes(wrong_tries=codes.wrong_tries))
    if verdict is CodeVerdict.OTHER and other:
        return other.go_on(flow)
    flow = save(flow.learn(codes=codes)) if codes != flow.codes else flow
    if verdict is CodeVerdict.LONGER:
        return _show(flow, CodeForm(formdata=None))
    form.code.errors = [_words(verdict, codes)]
    return _show(flow, form)


def code_delivery(flow: Flow) -> ResponseReturnValue:
    """Answer the poll of the code screen with the delivery state of the message."""
    return str(escape(delivery_text(flow)))


def code_rules(settings: Settings) -> CodeRules:
    """Return the rules for one-time codes that the settings contain."""
    return CodeRules(
        keep_seconds=settings.one_time_code_seconds,
        tries=settings.one_time_code_tries,
        resend_after_seconds=settings.one_time_code_resend_after_seconds,
    )


def send_first(flow: Flow) -> Flow:
    """Send the first code before the code screen is shown.

    Nothing is sent if the same phone got a code a moment ago, or if the flow has no tries left for a code.

    Raises:
        TooOften: this phone number has received too many codes lately.
        CounterpartTrouble: the gateway did not accept the message. The code screen offers to send it again.
    """
    codes = flow.codes
    if codes.sent_to != flow.phone_number:  # the person has changed the phone: drop the codes of the old one
        codes = OneTimeCodes(wrong_tries=codes.wrong_tries)
        flow = flow.learn(codes=codes)
    rules = code_rules(services().settings)
    fresh = seconds_until_resend(codes, now=services().clock(), rules=rules)
    return flow if fresh or codes.wrong_tries >= rules.tries else _send(flow)


def _send_again(flow: Flow) -> Flow:
    rules = code_rules(services().settings)
    too_early = seconds_until_resend(flow.codes, now=services().clock(), rules=rules)
    locked = flow.codes.wrong_tries >= rules.tries
    return flow if too_early or locked else _send(flow)


def _send(flow: Flow) -> Flow:
    """Send a code now, or let it wait for its turn if nothing vouches for the phone."""
    if take_voucher(flow):
        return _send_now(flow.learn(codes=replace(flow.codes, turn=None)))
    flow, turn = line_up(flow)
    if seconds_until_turn(flow.codes, now=services().clock()):
        return save(flow)
    try:
        with unvouched_budget(flow, turn):
            return _send_or_share(flow)
    except BudgetEmpty as empty:
        outcome("code_waits")
        return save(with_turn(flow, turn_after(turn, empty)))


def _send_or_share(flow: Flow) -> Flow:
    """Send a code; one that every flow takes, where strangers may have used up the codes of the phone."""
    try:
        return _send_now(flow)
    except TooOften:
        if is_shared(flow) or not may_share(flow):
            raise
    return _send_now(flow.learn(codes=flow.codes.longer()))


def _send_now(flow: Flow) -> Flow:
    """Save a new code, then send it. If the gateway fails, mark the code as failed and count no attempt.

    A code that failed keeps its turn: the next press needs no other proof of work and no other wait.
    """
    message, turn = new_code_message(flow), flow.codes.turn
    if flow.is_quiet or flow.phone_number is None:
        return send_quietly(flow, message)
    with services().limits.attempt(*message.counted):
        flow = save(flow.learn(codes=message.codes))
        services().flows.remember_message(message.sent.request_id, flow.id)
        if turn is None:
            draw_on_reserve(services())
        try:
            message.send()
        except CounterpartTrouble:
            failed = mark_delivery(message.codes, message.sent.request_id, DeliveryState.FAILED)
            save(flow.learn(codes=replace(failed, turn=turn)))
            raise
        if is_shared(flow):
            keep_shared(flow, message.sent.digest)
    outcome("code_sent")
    return flow


def mark_delivery(codes: OneTimeCodes, request_id: str, state: DeliveryState) -> OneTimeCodes:
    """Return the codes with the new state of one message; a repeated or overtaken receipt changes nothing."""
    now, how_far = services().clock(), _HOW_FAR.index
    return replace(
        codes,
        sent=tuple(
            replace(sent, delivery=state, delivery_at=now)
            if sent.request_id == request_id and how_far(state) > how_far(sent.delivery)
            else sent
            for sent in codes.sent
        ),
    )


def delivery_text(flow: Flow) -> str:
    """Say how far the newest message has come. In a quiet flow the text is the same for every state."""
    if flow.is_quiet:
        return _("If the details are right, a message is on its way.")
    newest = flow.codes.newest
    if newest is None:
        return _("No message has been sent yet.")
    match newest.delivery:
        case DeliveryState.SENT:
            return _("The message was sent at %(time)s.", time=local_time(newest.sent_at)[:5])
        case DeliveryState.DELIVERED:
            return _(
                "The message reached the phone at %(time)s.",
                time=local_time(newest.delivery_at or newest.sent_at)[:5],
            )
        case DeliveryState.PHONE_OFF:
            return _("The phone is off or has no signal. The message will arrive when it is back.")
        case DeliveryState.FAILED:
            return _("The message could not be sent. You have not been refused: send it again.")


def _judge(flow: Flow, typed: str, other: OtherCodes | None) -> tuple[CodeVerdict, OneTimeCodes]:
    """Count a guess, judge it, and give it back unless it is a new wrong one.

    Short codes are counted across all flows of a phone: a new flow gives no new guesses. When that count is
    full, which a stranger can bring about, a longer code is asked for. Longer codes need no count beyond that
    of the flow and that of the messages: 50 guesses a day of ten thousand million.
    """
    codes, rules = flow.codes, code_rules(services().settings)
    counted = () if len(typed) >= LONGER_CODE_DIGITS else (guess_limit(flow),)
    try:
        with services().limits.attempt(*counted) as guess:
            verdict, after = _compare(flow, typed, other)
            if after == codes:  # right, told apart, or a form that was sent twice
                guess.give_back()
    except TooOften:
        return CodeVerdict.LONGER, codes.longer()
    if verdict is CodeVerdict.WRONG and after.wrong_tries >= rules.tries:
        verdict = CodeVerdict.TOO_MANY_TRIES
    return verdict, after


def _compare(flow: Flow, typed: str, other: OtherCodes | None) -> tuple[CodeVerdict, OneTimeCodes]:
    """Return the verdict on a typed code, and the codes with the wrong try if it is one."""
    codes, digest = flow.codes, digest_of(flow, typed)
    verdict = judge_code(codes, digest, now=services().clock(), rules=code_rules(services().settings))
    if verdict is CodeVerdict.RIGHT and flow.phone_number is None:  # a code that was never sent
        verdict = CodeVerdict.WRONG
    if verdict not in {CodeVerdict.WRONG, CodeVerdict.NOT_SENT}:
        return verdict, codes
    if other and other.takes(flow, typed):
        return CodeVerdict.OTHER, codes
    return verdict, count_wrong_try(codes, digest)


def _words(verdict: CodeVerdict, codes: OneTimeCodes) -> str:
    left = services().settings.one_time_code_tries - codes.wrong_tries
    match verdict:
        case CodeVerdict.OLDER:
            return _("That is an older code. Enter the code from the newest message.")
        case CodeVerdict.EXPIRED:
            return _("The code has expired. Get a new one.")
        case CodeVerdict.TOO_MANY_TRIES:
            return _("Too many wrong codes. Try again later, or choose another way.")
        case _:
            return _("The code is not right. Tries left: %(left)d.", left=max(left, 0))


def _show(flow: Flow, form: CodeForm, *, is_early: bool = False, early_in: int = 0) -> ResponseReturnValue:
    """Show the code screen.

    Args:
        is_early: whether the person asked for another code before its time; then the screen says the wait.
        early_in: that wait in seconds, where the phone's count and not the flow knows it.
    """
    settings, now = services().settings, services().clock()
    rules = code_rules(settings)
    phone_number = None if flow.is_quiet else flow.phone_number
    turn_in = seconds_until_turn(flow.codes, now=now)
    resend_in = max(turn_in, seconds_until_resend(flow.codes, now=now, rules=rules))
    is_asked_for = is_early or flow.codes.await_longer
    early_in = early_in or (resend_in if is_asked_for and not turn_in else 0)
    has_none = flow.codes.newest is None and not is_on_the_phone(flow)
    if flow.codes.turn is not None and has_none:
        return screen("steps/code_waits.html", flow=flow, turn_in=turn_in)
    return screen(
        "steps/code.html",
        form=form,
        flow=flow,
        takes_app_codes=flow.purpose is Purpose.SIGN_IN and flow.is_quiet,
        masked=mask_mobile(phone_number).replace(" ", "\u00a0") if phone_number else None,
        digits=digits_of_code(flow.codes),
        minutes=settings.one_time_code_seconds // 60,
        is_last_form=all(step.name != "password" for step in journey_of(flow).steps),
        **_validity(flow.codes.newest, rules),
        delivery=delivery_text(flow),
        never_sent=flow.codes.newest is None and phone_number is not None,
        resend_in=resend_in,
        turn_in=turn_in,
        early_in=early_in,
        is_shared=is_shared(flow),
        locked=flow.codes.wrong_tries >= rules.tries,
    )


def _validity(newest: SentCode | None, rules: CodeRules) -> dict[str, Any]:
    """Return until when the newest code is valid (aware UTC), and the seconds left, 0 if it is not."""
    if newest is None or newest.delivery is DeliveryState.FAILED:
        return {"valid_until": None, "valid_left": 0}
    until = newest.sent_at + timedelta(seconds=rules.keep_seconds)
    return {"valid_until": until, "valid_left": max(int((until - services().clock()).total_seconds()), 0)}


def code_step(
    *, vouched_by: Vouching, forgets: frozenset[str] | None = None, is_rare: bool = False
) -> CodeStep:
    """Return the code screen as a step of a journey; the arguments are those of `CodeStep`."""
    return CodeStep(code, forgets=forgets, news=code_delivery, vouched_by=vouched_by, is_rare=is_rare)


#: The code screen of journeys where the code goes to an account's phone, and a person cannot go back.
CODE = code_step(vouched_by=Vouching.ACCOUNT)
