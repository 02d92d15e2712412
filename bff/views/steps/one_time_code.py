"""The code screen, which all journeys share: send a one-time code by SMS, ask for it, send another one.

The flow keeps the keyed digest of a code before the SMS is sent. If the gateway sends the SMS but its answer
is lost, the code is still valid (decision record 0007).
"""

from dataclasses import replace
from datetime import timedelta

from flask import request
from flask.typing import ResponseReturnValue
from markupsafe import escape

from bff.journeys.codes import OneTimeCodes, Turn
from bff.journeys.flow import Flow
from bff.limits.guessing import count_wrong_code, guessed_too_often
from bff.messages.budgets import BudgetEmpty, draw_on_reserve, unvouched_budget
from bff.messages.codes import digest_of, new_code_message
from bff.messages.quiet_codes import send_quietly
from bff.messages.turns import line_up, seconds_until_turn, with_turn
from bff.messages.vouching import CodeStep, Vouching, is_vouched
from bff.rules.codes import CodeRules, CodeVerdict, count_wrong_try, judge_code, seconds_until_resend
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy, local_time
from bff.serving.log import outcome
from bff.settings.settings import Settings
from bff.web.fields import CodeField, Needed
from bff.web.screens import Form, screen
from bff.web.walking import advance, save
from identity.phones import mask_mobile
from verifiers.delivery import DeliveryState
from verifiers.errors import CounterpartTrouble
from verifiers.one_time_code import tidy_code

#: The states of a message in their real order. Receipts may arrive in another order.
_HOW_FAR = (DeliveryState.SENT, DeliveryState.PHONE_OFF, DeliveryState.FAILED, DeliveryState.DELIVERED)


class CodeForm(Form):
    """Asks for the six digits of a one-time code."""

    code = CodeField(
        lazy("Verification code"),
        validators=[Needed(lazy("Enter the 6-digit code from the message."))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


def code(flow: Flow) -> ResponseReturnValue:
    """Ask for the code, or send another one. The right code leads to the next step."""
    form = CodeForm()
    if form.is_submitted() and request.form.get("action") == "resend":
        return _show(_send_again(flow), CodeForm(formdata=None))
    if not form.validate_on_submit():
        return _show(flow, form)
    typed = tidy_code(form.code.data)
    verdict, codes = _judge(flow, typed)
    outcome(f"code_{verdict}")
    if verdict is CodeVerdict.RIGHT:
        return advance(flow, codes=OneTimeCodes(wrong_tries=codes.wrong_tries))
    flow = save(flow.learn(codes=codes)) if codes != flow.codes else flow
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
    if is_vouched(flow):
        return _send_now(flow)
    flow, turn = line_up(flow)
    if seconds_until_turn(flow.codes, now=services().clock()):
        return save(flow)
    try:
        with unvouched_budget(flow, worked=turn.worked):
            return _send_now(flow)
    except BudgetEmpty as empty:
        outcome("code_waits")
        due_at = services().clock() + timedelta(seconds=empty.wait_seconds)
        return save(with_turn(flow, Turn(due_at, turn.worked)))


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
            return _("The message was sent at %(time)s.", time=local_time(newest.sent_at))
        case DeliveryState.DELIVERED:
            return _(
                "The message reached the phone at %(time)s.",
                time=local_time(newest.delivery_at or newest.sent_at),
            )
        case DeliveryState.PHONE_OFF:
            return _("The phone is off or has no signal. The message will arrive when it is back.")
        case DeliveryState.FAILED:
            return _("The message could not be sent. You have not been refused: send it again.")


def _judge(flow: Flow, typed: str) -> tuple[CodeVerdict, OneTimeCodes]:
    codes, settings = flow.codes, services().settings
    rules = code_rules(settings)
    digest = digest_of(flow, typed)
    verdict = judge_code(codes, digest, now=services().clock(), rules=rules)
    if guessed_too_often(flow):  # counted across all flows of the phone: a new flow gives no new guesses
        return CodeVerdict.TOO_MANY_TRIES, codes
    if verdict in {CodeVerdict.WRONG, CodeVerdict.NOT_SENT}:
        counted = count_wrong_try(codes, digest)
        if counted != codes:  # a form that is sent twice counts once
            count_wrong_code(flow)
        codes = counted
    if verdict is CodeVerdict.WRONG and codes.wrong_tries >= rules.tries:
        verdict = CodeVerdict.TOO_MANY_TRIES
    return verdict, codes


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


def _show(flow: Flow, form: CodeForm) -> ResponseReturnValue:
    settings, now = services().settings, services().clock()
    rules = code_rules(settings)
    phone_number = None if flow.is_quiet else flow.phone_number
    turn_in = seconds_until_turn(flow.codes, now=now)
    if flow.codes.turn is not None and flow.codes.newest is None:
        return screen("steps/code_waits.html", flow=flow, turn_in=turn_in)
    return screen(
        "steps/code.html",
        form=form,
        flow=flow,
        masked=mask_mobile(phone_number).replace(" ", "\u00a0") if phone_number else None,
        minutes=settings.one_time_code_seconds // 60,
        delivery=delivery_text(flow),
        never_sent=flow.codes.newest is None and phone_number is not None,
        resend_in=max(turn_in, seconds_until_resend(flow.codes, now=now, rules=rules)),
        turn_in=turn_in,
        locked=flow.codes.wrong_tries >= rules.tries,
    )


def code_step(*, vouched_by: Vouching, forgets: frozenset[str] | None = None) -> CodeStep:
    """Return the code screen as a step of a journey; the arguments are those of `CodeStep`."""
    return CodeStep(code, forgets=forgets, news=code_delivery, vouched_by=vouched_by)


#: The code screen of journeys where the code goes to an account's phone, and a person cannot go back.
CODE = code_step(vouched_by=Vouching.ACCOUNT)
