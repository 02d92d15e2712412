"""Scanning the identity card beside the details form: a page of its own, which alone may use the camera.

The page reads the QR code on the phone (`pwa/card/page.js`) and sends what the form asks for to the form's
own address, as if the person had typed it. The product gets no picture, no address and no other number.
"""

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.serving.language import gettext as _
from bff.serving.security import permissions_policy
from bff.web.fields import LONGEST_NAME
from bff.web.screens import screen
from identity.names import in_words

#: The facts of the card that a form may ask for, by the names of its fields.
FACTS = (
    "citizen_number",
    "full_name",
    "birth_date_day",
    "birth_date_month",
    "birth_date_year",
)


def card(flow: Flow) -> ResponseReturnValue:
    """Show the page that scans. ``said`` in the address shows one of its notices from the start."""
    words = card_words()
    answer = make_response(
        screen(
            "steps/card.html",
            flow=flow,
            words=words,
            said=words.get(request.args.get("said", "")),
            facts=FACTS,
            form_address=url_for(f"{flow.journey}.{flow.step}"),
        )
    )
    answer.headers["Permissions-Policy"] = permissions_policy(camera="self")
    return answer


def card_words() -> dict[str, str]:
    """Return what the page says, by the name of the moment; `pwa/card/page.js` shows it."""
    return {
        "asking": _("Your browser asks whether this page may use the camera. Choose “Allow”."),
        "looking": _("Hold the card so that its QR code fills the frame."),
        "slow": _(
            "Nothing was read yet. Move the card closer, turn on a light, or take a photo of the code."
        ),
        "other": _("This is another QR code. Look for the one on the identity card."),
        "denied": _(
            "The camera is blocked for this page. Allow it in the settings of your browser, take a photo, or "
            "type the details."
        ),
        "none": _("No camera could be opened. Take or choose a photo of the card, or type the details."),
        "reading": _("The photo is being read."),
        "unreadable": _("No QR code was found in the photo. Take it from closer, in good light."),
        "failed": _(
            "The picture could not be read. Check your connection and try again, or type the details."
        ),
        "read": _("The card has been read."),
        "unsent": _("The form did not get what was read. Check your connection and scan again."),
    }


def wants_to_scan() -> bool:
    """Return whether the form of this request was sent to keep what was typed, and to scan the card then."""
    return request.method == "POST" and request.form.get("action") == "scan"


def read_from_card() -> dict[str, str] | None:
    """Return what a scanned card filled in, as the texts that a person would have typed.

    They are cut a letter after the longest that a field takes: its form refuses them then.

    Returns:
        None if the form of this request was filled in by a person.
    """
    if request.method != "POST" or request.form.get("action") != "card":
        return None
    read = {name: request.form[name][: LONGEST_NAME + 1] for name in FACTS if name in request.form}
    return {name.replace("birth_date_", "birth_"): text for name, text in read.items()} | {
        "full_name": in_words(read.get("full_name", ""))
    }
