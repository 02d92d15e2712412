"""The pages of a phone: choose a phone, show it, and the inbox that the page polls."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sandbox.mssp.sims import sim_in
from sandbox.people.numbers import phone_number_of
from sandbox.people.table import PEOPLE, person_with
from sandbox.phone.sim import on_the_screen
from sandbox.state import sandbox

blueprint = Blueprint("phone", __name__, url_prefix="/phone")


@blueprint.get("")
def choose() -> ResponseReturnValue:
    """Choose a person's phone, or type any number."""
    typed = request.args.get("number", "")
    phone_number = phone_number_of(typed)
    if phone_number:
        return redirect(url_for("phone.show", number=phone_number), 303)
    return render_template("phone/choose.html", people=PEOPLE, typed=typed), 422 if typed else 200


@blueprint.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    """Show the phone with its inbox, or with the prompt of its SIM."""
    phone_number = _read_or_404(number)
    facts = _inbox_of(phone_number) | on_the_screen(phone_number)
    return render_template("phone/phone.html", sim=sim_in(phone_number), **facts)


@blueprint.get("/<number>/inbox")
def inbox(number: str) -> ResponseReturnValue:
    """Return the inbox as a fragment, for the page that polls it."""
    return render_template("phone/inbox.html", **_inbox_of(_read_or_404(number)))


def _read_or_404(number: str) -> str:
    """Read the number in the address as E.164; end the request with 404 if it is not a mobile number."""
    return phone_number_of(number) or abort(404)


def _inbox_of(phone_number: str) -> dict[str, object]:
    """Return the facts that both templates show: the phone's owner, and the messages, newest first."""
    return {
        "phone_number": phone_number,
        "person": person_with(phone_number),
        "messages": sandbox().inbox(phone_number)[::-1],
    }
