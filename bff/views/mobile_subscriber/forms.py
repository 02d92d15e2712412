"""The form for the details of a mobile subscriber."""

from wtforms import BooleanField

from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.views.steps.person_form import PersonForm
from bff.web.fields import (
    birth_date_field,
    citizen_number_field,
    consent_field,
    email_field,
    full_name_field,
    phone_number_field,
)

OWN_NUMBER = lazy("The number you use, registered in your own name. Example: 0912 345 678")


class DetailsForm(PersonForm):
    """Asks for the person and the phone number, which the carrier compares."""

    consent_purpose = "carrier_match"
    consent_version = "carrier-match-1"

    citizen_number = citizen_number_field()
    full_name = full_name_field()
    birth_date = birth_date_field()
    phone_number = phone_number_field(OWN_NUMBER)
    email = email_field()
    consent: BooleanField = consent_field(
        lazy(
            "I agree that my name, identification number, date of birth and phone number are sent to my "
            "carrier to be compared."
        ),
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
