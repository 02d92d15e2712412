"""The one-time code: sent by SMS, typed in, sent again; the same screen for every journey that has one.

A code is kept, as a keyed digest, before it is sent: an SMS that was sent although the gateway never
said so still counts.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import escape

from bff.fields import CodeField, Needed
from bff.language import gettext as _
from bff.language import lazy, local_time
from bff.limits import AttemptLimits, Limit, TooOften
from bff.log import log, outcome
from bff.registration import Journey, OneTimeCodes, Purpose, Registration, SentCode
from bff.rules import CodeRules, CodeVerdict, count_wrong_try, judge_code, seconds_until_resend
from bff.services import services, verifier
from bff.settings import Settings
from bff.web import Form, View, advance, current_registration, go, save, screen
from verifiers.delivery import DeliveryState
from verifiers.errors import CounterpartTrouble
from verifiers.numbers import mask_mobile
from verifiers.one_time_code import code_digest, new_code, tidy_code
from verifiers.sms import SmsGateway

#: A message's states in the order in which they can follow each other, whatever order receipts come in.
_HOW_FAR = (DeliveryState.SENT, DeliveryState.PHONE_OFF, DeliveryState.FAILED, DeliveryState.DELIVERED)


class CodeForm(Form):
    """The six digits."""

    code = CodeField(
        lazy("Verification code"),
        validators=[Needed(lazy("Enter the 6-digit code from the message."))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


def view_for(journey: Journey) -> View:
    """Make the code screen of one journey."""

    def code(registration: Registration) -> ResponseReturnValue:
        form = CodeForm()
        if form.is_submitted() and request.form.get("action") == "resend":
            return _show(journey, _send_again(registration), CodeForm(formdata=None))
        if not form.validate_on_submit():
            return _show(journey, registration, form)
        typed = tidy_code(form.code.data)
        verdict, codes = _judge(registration, typed)
        outcome(f"code_{verdict}")
        if verdict is CodeVerdict.RIGHT:
            return advance(registration, journey, codes=OneTimeCodes(wrong_tries=codes.wrong_tries))
        registration = save(registration.learn(codes=codes)) if codes != registration.codes else registration
        form.code.errors = [_words(verdict, codes)]
        return _show(journey, registration, form)

    return code


def code_rules(settings: Settings) -> CodeRules:
    """Take the rules of one-time codes from the settings."""
    return CodeRules(
        keep_seconds=settings.one_time_code_seconds,
        tries=settings.one_time_code_tries,
        resend_after_seconds=settings.one_time_code_resend_after_seconds,
    )


def send_first(registration: Registration) -> Registration:
    """Send a code on the way to the code screen, unless one for the same phone is fresh or none would count.

    Raises:
        TooOften: this phone number was sent too many codes lately.
        CounterpartTrouble: the gateway did not take the message; the code screen offers to send it again.
    """
    codes = registration.codes
    if codes.sent_to != registration.phone_number:
        codes = OneTimeCodes(wrong_tries=codes.wrong_tries)
        registration = registration.learn(codes=codes)
    rules = code_rules(services().settings)
    fresh = seconds_until_resend(codes, now=services().clock(), rules=rules)
    return registration if fresh or codes.wrong_tries >= rules.tries else _send(registration)


def _send_again(registration: Registration) -> Registration:
    rules = code_rules(services().settings)
    too_early = seconds_until_resend(registration.codes, now=services().clock(), rules=rules)
    locked = registration.codes.wrong_tries >= rules.tries
    return registration if too_early or locked else _send(registration)


def _send(registration: Registration) -> Registration:
    """Keep a new code, then send it; what could not be sent is marked so and gives its attempt back."""
    phone_number = registration.phone_number
    sent, codes, code = _new_code(registration)
    if registration.is_quiet or phone_number is None:
        return _send_quietly(registration.learn(codes=codes), sent, code)
    with services().limits.attempt(*_counted(phone_number)):
        registration = save(registration.learn(codes=codes))
        services().registrations.remember_message(sent.request_id, registration.id)
        try:
            _message(registration, phone_number, sent, code)()
        except CounterpartTrouble:
            save(registration.learn(codes=mark_delivery(codes, sent.request_id, DeliveryState.FAILED)))
            raise
    outcome("code_sent")
    return registration


def _send_quietly(registration: Registration, sent: SentCode, code: str) -> Registration:
    """Keep the code for whoever it is, and send it beside the answer if there is a phone.

    Neither words nor time nor a limit then tell whether a password was right (decision record 0015).
    """
    registration = save(registration)
    if registration.phone_number is not None:
        message = _message(registration, registration.phone_number, sent, code)
        services().beside(_try_to_send, services().limits, _counted(registration.phone_number), message)
    return registration


def _try_to_send(
    limits: AttemptLimits, counted: tuple[tuple[Limit, str], ...], message: Callable[[], None]
) -> None:
    try:
        with limits.attempt(*counted):
            message()
    except (CounterpartTrouble, TooOften) as trouble:
        log.warning("code_not_sent", kind=type(trouble).__name__)


def _new_code(registration: Registration) -> tuple[SentCode, OneTimeCodes, str]:
    """Make a code, what is kept of it, and the codes sent so far with it."""
    code = new_code()
    sent = SentCode(_digest(registration, code), services().clock(), secrets.token_hex(16))
    codes = replace(
        registration.codes, sent=(*registration.codes.sent, sent), sent_to=registration.phone_number
    )
    return sent, codes, code


def _counted(phone_number: str) -> tuple[tuple[Limit, str], ...]:
    digest = services().digest_of(phone_number)
    return tuple((limit, digest) for limit in services().settings.codes_per_number)


def _message(registration: Registration, phone_number: str, sent: SentCode, code: str) -> Callable[[], None]:
    """Write the SMS; calling it hands it to the gateway."""
    return partial(
        verifier(SmsGateway).send,
        phone_number,
        code_text(services().settings, registration.purpose, code),
        request_id=sent.request_id,
        callback_url=callback_url(sent.request_id),
    )


def code_text(settings: Settings, purpose: Purpose, code: str) -> str:
    """Write the SMS: the approved template without diacritics, its last line bound to our origin (WebOTP)."""
    host = urlsplit(settings.public_origin).hostname
    text = _template(settings, purpose).format(
        code=code, site=settings.sms_site_name, minutes=settings.one_time_code_seconds // 60
    )
    return f"{text}\n\n@{host} #{code}"


def _template(settings: Settings, purpose: Purpose) -> str:
    match purpose:
        case Purpose.REGISTER:
            return settings.sms_code_text
        case Purpose.SIGN_IN:
            return settings.sms_sign_in_text
        case Purpose.PROVE | Purpose.DISPUTE:
            return settings.sms_proof_text


def callback_url(request_id: str) -> str:
    """The address for a message's delivery receipts; its last part proves that we gave it out."""
    path = url_for("callbacks.sms_receipt", token=callback_token(request_id))
    return services().settings.public_origin + path


def callback_token(request_id: str) -> str:
    """The proof that a receipt belongs to a message of ours: a keyed digest of its request id."""
    return services().lookup.digest("sms_receipt", request_id)[:43]


def mark_delivery(codes: OneTimeCodes, request_id: str, state: DeliveryState) -> OneTimeCodes:
    """Note what became of one message; a receipt that comes late or twice takes nothing back."""
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


def add_delivery_state(blueprint: Blueprint, journey: Journey) -> None:
    """Give a journey the address from which its code screen fetches the delivery state."""

    @blueprint.get("/code/delivery", endpoint="code_delivery")
    def code_delivery() -> ResponseReturnValue:
        registration = current_registration(journey.purpose, touch=False)
        if registration is None or registration.journey != journey.key or registration.step != "code":
            return go(url_for(f"{journey.key}.code"))
        return str(escape(delivery_text(registration)))


def delivery_text(registration: Registration) -> str:
    """Say where the message is."""
    if registration.is_quiet:
        return _("If the details are right, a message is on its way.")
    newest = registration.codes.newest
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


def _judge(registration: Registration, typed: str) -> tuple[CodeVerdict, OneTimeCodes]:
    codes, settings = registration.codes, services().settings
    rules = code_rules(settings)
    digest = _digest(registration, typed)
    verdict = judge_code(codes, digest, now=services().clock(), rules=rules)
    if verdict in {CodeVerdict.WRONG, CodeVerdict.NOT_SENT}:
        codes = count_wrong_try(codes, digest)
    if verdict is CodeVerdict.WRONG and codes.wrong_tries >= rules.tries:
        verdict = CodeVerdict.TOO_MANY_TRIES
    return verdict, codes


def _digest(registration: Registration, code: str) -> str:
    key = hmac.digest(services().settings.secret_key.encode(), b"one-time codes", "sha256")
    number = registration.phone_number or ""
    return code_digest(key, registration_id=registration.id, phone_number=number, code=code)


def _words(verdict: CodeVerdict, codes: OneTimeCodes) -> str:
    left = services().settings.one_time_code_tries - codes.wrong_tries
    match verdict:
        case CodeVerdict.OLDER:
            return _("That is an older code. Enter the code from the newest message.")
        case CodeVerdict.EXPIRED:
            return _("The code has expired. Get a new one.")
        case CodeVerdict.TOO_MANY_TRIES:
            return _("Too many wrong codes. Start again, or choose another way to register.")
        case _:
            return _("The code is not right. Tries left: %(left)d.", left=max(left, 0))


def _show(journey: Journey, registration: Registration, form: CodeForm) -> ResponseReturnValue:
    settings, now = services().settings, services().clock()
    rules = code_rules(settings)
    phone_number = None if registration.is_quiet else registration.phone_number
    return screen(
        "common/code.html",
        form=form,
        registration=registration,
        journey=journey,
        masked=mask_mobile(phone_number).replace(" ", "\u00a0") if phone_number else None,
        minutes=settings.one_time_code_seconds // 60,
        delivery=delivery_text(registration),
        never_sent=registration.codes.newest is None and phone_number is not None,
        resend_in=seconds_until_resend(registration.codes, now=now, rules=rules),
        locked=registration.codes.wrong_tries >= rules.tries,
    )
