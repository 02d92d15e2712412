"""The second page for a person who registers with a social-insurance number: that number, and a phone."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, Field, StringField, ValidationError

from bff.limits.table import limits
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.stores.attempts import Counted
from bff.views.steps.person.forms import ComparedForm
from bff.web.fields import (
    Needed,
    consent_field,
    phone_number_field,
)
from identity.numbers import digits_of, is_digits

#: The code on older health-insurance cards. Its last ten digits are the social-insurance number.
CARD_CODE = re.compile(r"[A-Za-z]{2}\d{3}(?P<number>\d{10})", re.ASCII)


def check_insurance_number(_form: Any, field: Field) -> None:
    """Refuse a number without 10 or 12 digits. For the whole code of a card, show the digits that count."""
    typed = digits_of(field.data)
    if card_code := CARD_CODE.fullmatch(typed):
        raise ValidationError(
            _(
                "This is the code of a health-insurance card. Enter only its last 10 digits: %(number)s.",
                number=card_code["number"],
            )
        )
    if not is_digits(typed):
        raise ValidationError(_("The number has only digits, 10 or 12. Check it."))
    if len(typed) not in {10, 12}:
        raise ValidationError(_("The number has 10 or 12 digits. You entered %(n)d.", n=len(typed)))


class DetailsForm(ComparedForm):
    """Asks for the insurance number and a phone. The register knows no phone."""

    consent_purpose = "insurance_match"
    consent_version = "insurance-match-2"
    busy = lazy("Asking social insurance…")

    social_insurance_number = StringField(
        lazy("Social-insurance number"),
        description=lazy(
            "10 digits on your insurance book or health-insurance card, "
            "or your 12-digit identification number"
        ),
        validators=[Needed(lazy("Enter your social-insurance number.")), check_insurance_number],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    phone_number = phone_number_field(lazy("The phone you have with you: a code is sent to it"))
    consent: BooleanField = consent_field(
        lazy("I agree that these details are compared with my social-insurance record."),
        lazy("Without your consent social insurance cannot be asked. Tick the box, or choose another way."),
    )

    def data_use(self, who: str) -> str:
        """Say which data social insurance receives, and what it returns."""
        return _(
            "%(who)s asks social insurance for the record under your insurance number and compares your "
            "name, date of birth and identification number with it. Nothing of the record is shown here.",
            who=who,
        )

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        """Check each field, then check that an insurance number of 12 digits is the citizen number."""
        good = bool(super().validate(extra_validators))
        is_citizen_number = len(self.insurance_number) == 12 and not self.social_insurance_number.errors
        if is_citizen_number and self.insurance_number != self.claimed.citizen_number:
            self.social_insurance_number.errors = [
                _("12 digits here are your identification number, but the two differ. Check both.")
            ]
            return False
        return good

    @property
    def insurance_number(self) -> str:
        """The insurance number, 10 or 12 digits."""
        return digits_of(self.social_insurance_number.data or "")

    @property
    def also_counted(self) -> Counted:
        """The insurance number, so that a stranger cannot try one number with the details of many people."""
        return limits().matches_of_an_insurance_number, self.insurance_number
