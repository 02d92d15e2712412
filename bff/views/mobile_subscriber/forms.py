"""What a mobile subscriber is asked for."""

from collections.abc import Mapping

from wtforms import BooleanField, FormField

from bff.fields import (
    birth_date_field,
    citizen_number_field,
    consent_field,
    email_field,
    full_name_field,
    phone_number_field,
)
from bff.language import gettext as _
from bff.language import lazy
from bff.web import Form
from verifiers.identity import Person
from verifiers.names import tidy_name
from verifiers.numbers import agrees_with_birth, digits_of, parse_mobile

#: The wording of the consent; a new wording gets a new version.
CONSENT_VERSION = "carrier-match-1"
CONSENT_PURPOSE = "carrier_match"


class DetailsForm(Form):
    """The person and their subscription, as they claim them."""

    citizen_number = citizen_number_field()
    full_name = full_name_field()
    birth_date = birth_date_field()
    phone_number = phone_number_field()
    email = email_field()
    consent: BooleanField = consent_field(
        lazy(
            "I agree that my name, identification number, date of birth and phone number are sent to my "
            "carrier to be compared."
        ),
        lazy("Without your consent the carrier cannot be asked. Tick the box, or choose another way."),
    )

    @classmethod
    def filled_from(cls, typed: Mapping[str, str]) -> "DetailsForm":
        """Make the form with what was typed before."""
        date = {part: typed.get(f"birth_{part}", "") for part in ("day", "month", "year")}
        return cls(data={**typed, "birth_date": date, "consent": typed.get("consent") == "yes"})

    def typed(self) -> dict[str, str]:
        """What stands in the fields, for filling the form again."""
        texts = {
            name: self[name].data or "" for name in ("citizen_number", "full_name", "phone_number", "email")
        }
        date = {f"birth_{one.short_name}": one.data or "" for one in self.birth_date.form}
        return {**texts, **date, "consent": "yes" if self.consent.data else ""}

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        """Compare the number with the date of birth, once each is good by itself: its only checksum."""
        good = bool(super().validate(extra_validators))
        both_good = not self.citizen_number.errors and not self.birth_date.errors
        if both_good and not agrees_with_birth(self._citizen_number, self._birth_date.form.birth_date):
            self.citizen_number.errors = [
                _("The number does not agree with the year of birth you entered. Check both.")
            ]
            return False
        return good

    @property
    def person(self) -> Person:
        """The person whom the form describes."""
        return Person(
            full_name=tidy_name(self.full_name.data),
            citizen_number=self._citizen_number,
            birth_date=self._birth_date.form.birth_date,
        )

    @property
    def mobile(self) -> str:
        """The phone number in E.164."""
        return str(parse_mobile(self.phone_number.data))

    @property
    def email_address(self) -> str | None:
        """The email address without the blanks around it; None where none was given."""
        return (self.email.data or "").strip() or None

    @property
    def _citizen_number(self) -> str:
        return digits_of(self.citizen_number.data)

    @property
    def _birth_date(self) -> FormField:
        return self.birth_date
