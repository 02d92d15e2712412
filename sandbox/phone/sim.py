"""The prompt of a signing SIM, which the phone shows on the full screen, and its two keys."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sandbox.mssp.dialects import control_code
from sandbox.mssp.transactions import PIN, PIN_TRIES, Decided
from sandbox.people.numbers import phone_number_of
from sandbox.state import sandbox

blueprint = Blueprint("phone_sim", __name__, url_prefix="/phone")


@blueprint.get("/<number>/sim")
def prompt(number: str) -> ResponseReturnValue:
    """Return the prompt as a fragment, for the page that polls it; it is empty if the SIM asks nothing."""
    return render_template("phone/sim.html", **on_the_screen(_phone_number(number)))


@blueprint.post("/<number>/sim/confirm")
def confirm(number: str) -> ResponseReturnValue:
    """Type the PIN and confirm."""
    phone_number = _phone_number(number)
    return _back(phone_number, sandbox().mssp.confirm(phone_number, request.form.get("pin", "").strip()))


@blueprint.post("/<number>/sim/cancel")
def cancel(number: str) -> ResponseReturnValue:
    """Cancel the prompt."""
    phone_number = _phone_number(number)
    return _back(phone_number, sandbox().mssp.cancel(phone_number))


def on_the_screen(phone_number: str) -> dict[str, object]:
    """Return the variables of sim.html: the prompt, split around its control code, and the PIN tries left."""
    here = sandbox().mssp
    transaction = here.on_the_phone(phone_number)
    tries_left = here.tries_left(phone_number)
    facts: dict[str, object] = {
        "phone_number": phone_number,
        "asked": transaction,
        "tries_left": tries_left,
        "wrong_pin": tries_left < PIN_TRIES,
        "pin": PIN,
        "pressed": request.args.get("sim") if request.args.get("sim") in set(Decided) else None,
    }
    if transaction:
        facts["text"] = transaction.shown_text.partition(control_code(transaction.asked.data))
    return facts


def _back(phone_number: str, decided: Decided) -> ResponseReturnValue:
    return redirect(url_for("phone.show", number=phone_number, sim=decided.value), 303)


def _phone_number(number: str) -> str:
    return phone_number_of(number) or abort(404)
