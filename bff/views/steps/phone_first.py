"""Two side steps that prove a phone before a register or a SIM is asked: the phone, then a code to it.

They are shown only while a count that a stranger can fill is full. After them the flow counts for the proven
phone, so that a stranger's tries close no way to the person (decision record 0048).
"""

from flask.typing import ResponseReturnValue
from markupsafe import escape

from bff.journeys.codes import OneTimeCodes
from bff.journeys.flow import Flow
from bff.journeys.journey import Step
from bff.messages.codes import digest_of
from bff.messages.shared_codes import forget_shared, is_on_the_phone, is_shared, is_the_shared_one
from bff.messages.vouching import CodeStep, Vouching
from bff.services import services
from bff.serving.log import outcome
from bff.stores.attempts import TooOften
from bff.views.steps.one_time_code import ask_for_code, delivery_text, send_first
from bff.web.lookup import journey_of
from bff.web.phone_form import PhoneForm
from bff.web.screens import screen
from bff.web.walking import arrive, move_to, of_this_browser, save


def phone_first(flow: Flow) -> ResponseReturnValue:
    """Say why a phone is confirmed first, and send a code to it."""
    form = PhoneForm(data={"phone_number": flow.typed.get("phone_number", "")})
    if not form.validate_on_submit():
        return screen("steps/phone_first.html", form=form, flow=flow)
    typed = {**flow.typed, "phone_number": form.phone_number.data}
    flow = move_to(flow, "phone_first_code", phone_number=form.mobile, typed=typed)
    if is_on_the_phone(flow):  # before budget and turn: another code could wait for them
        return _share(flow)
    try:
        return arrive(send_first(flow))
    except TooOften:  # its last code of this hour counts here as well
        return _share(flow)


def _share(flow: Flow) -> ResponseReturnValue:
    """Show the field for the code that the phone got last."""
    outcome("code_shared")
    codes = flow.codes
    if codes.sent_to != flow.phone_number:
        codes = OneTimeCodes(wrong_tries=codes.wrong_tries, sent_to=flow.phone_number)
    return arrive(save(flow.learn(codes=codes.longer())))


def phone_first_code(flow: Flow) -> ResponseReturnValue:
    """Ask for the code. The right one leads back to the step that asks; it still has what was typed."""
    if flow.codes.newest is None and is_on_the_phone(flow):  # it came while this flow waits for its turn
        flow = flow.learn(codes=flow.codes.longer())
    return ask_for_code(flow, then=_proved, other=_SharedCodes())


class _SharedCodes:
    """The code that the phone got last, whichever flow caused it, once only longer codes count."""

    lengths: frozenset[int] = frozenset()

    def takes(self, flow: Flow, code: str) -> bool:
        """Check *code*; a flow has as many tries as with a code of its own."""
        has_tries = flow.codes.wrong_tries < services().settings.one_time_code_tries
        return has_tries and is_shared(flow) and is_the_shared_one(flow, digest_of(flow, code))

    def go_on(self, flow: Flow) -> ResponseReturnValue:
        """Go on as after the flow's own code."""
        return _proved(of_this_browser(flow), OneTimeCodes(wrong_tries=flow.codes.wrong_tries))


def phone_first_code_delivery(flow: Flow) -> ResponseReturnValue:
    """Answer the poll of the code screen with the delivery state of the message."""
    return str(escape(delivery_text(flow)))


def _proved(flow: Flow, codes: OneTimeCodes) -> ResponseReturnValue:
    outcome("phone_proved_first")
    forget_shared(flow)
    return arrive(move_to(flow, journey_of(flow).asking, proven_phone=flow.phone_number, codes=codes))


#: The side steps, for every journey that compares a person with a register or asks a SIM.
PHONE_FIRST = (
    Step(phone_first),
    CodeStep(phone_first_code, news=phone_first_code_delivery, vouched_by=Vouching.NOTHING),
)
