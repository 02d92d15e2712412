"""The second page for a mobile subscriber: the phone that the carrier compares."""

from wtforms import BooleanField

from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.views.steps.person.forms import ComparedForm
from bff.web.fields import consent_field, email_field, phone_number_field

OWN_NUMBER = lazy("The number you use, registered in your own name. Example: 0912 345 678")


class DetailsForm(ComparedForm):
    """Asks for the phone number whose owner the carrier compares with the person."""

    consent_purpose = "carrier_match"
    consent_version = "carrier-match-2"
    busy = lazy("Asking your carrier…")

    phone_number = phone_number_field(OWN_NUMBER)
    email = email_field()
    consent: BooleanField = consent_field(
        lazy("I agree that my carrier compares these details."),
        lazy("Without your consent the carrier cannot be asked. Tick the box, or choose another way."),
    )

    def data_use(self, who: str) -> str:
        """Say which data the carrier receives, and what it answers."""
        return _(
            "%(who)s sends your name, identification number, date of birth and phone number to your carrier, "
            "only to compare them. The carrier answers yes or no.",
            who=who,
        )

    @property
    def compared_phone(self) -> str:
        """The phone, in E.164: the carrier compares its subscriber."""
        return self.mobile
