"""The forms of this method: the consent before leaving for VNeID, and the phone after coming back."""

from wtforms import BooleanField, StringField

from accounts.account.records import ConsentGiven
from bff.services import services
from bff.serving.language import current_language, lazy
from bff.web.fields import Needed, check_phone_number, consent_field, email_field
from bff.web.phone_form import WithPhone
from bff.web.screens import Form

CONSENT_PURPOSE = "vneid_identity"
CONSENT_VERSION = "vneid-identity-1"
CONSENT = lazy(
    "I agree that VNeID tells this portal my name, identification number, date of birth, sex and the level "
    "of my VNeID account."
)


class LeaveForm(Form):
    """Asks for the consent to what VNeID tells."""

    consent: BooleanField = consent_field(
        CONSENT,
        lazy("Without your consent VNeID cannot tell who you are. Tick the box, or choose another way."),
    )


class ContactForm(WithPhone, Form):
    """Asks for the phone that receives the account's codes. VNeID tells no phone number."""

    phone_number = StringField(
        lazy("Mobile phone number"),
        description=lazy("The phone you have with you: a code is sent to it"),
        validators=[Needed(lazy("Enter your mobile phone number.")), check_phone_number],
        render_kw={"type": "tel", "inputmode": "tel", "autocomplete": "tel"},
    )
    email = email_field()


def consent_given() -> ConsentGiven:
    """Return the consent as the account keeps it for proof."""
    return ConsentGiven(
        purpose=CONSENT_PURPOSE,
        text_version=CONSENT_VERSION,
        language=current_language(),
        given_at=services().clock(),
    )
