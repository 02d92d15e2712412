"""The forms of this method: PostID, appointment, and the reference of an appointment."""

import unicodedata
from dataclasses import replace
from typing import Any

from wtforms import BooleanField, Field, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from accounts.references import parse_reference
from bff.limits.table import limits
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.stores.attempts import Counted
from bff.views.steps.person.forms import ComparedForm, PersonForm
from bff.web.fields import (
    LONGEST_MESSAGE,
    Longest,
    Needed,
    consent_field,
    phone_number_field,
)
from bff.web.screens import Form
from identity.numbers import agrees_with_sex, digits_of, is_digits
from identity.people import Person, Sex
from identity.phones import national_mobile, parse_mobile
from identity.provinces import FORMER, PROVINCES

LONGEST_COMMUNE = 100


def check_account(_form: Any, field: Field) -> None:
    """Refuse a text that is neither a mobile number nor an identity number: a PostID is one of the two."""
    digits = digits_of(field.data)
    is_identity_number = is_digits(digits) and len(digits) in {9, 12}
    if not is_identity_number and parse_mobile(field.data) not in {field.data, _e164(field.data)}:
        raise ValidationError(
            _("A PostID is a mobile number (10 digits) or an identification number (12 digits). Check it.")
        )


def _e164(text: str) -> str | None:
    phone_number = parse_mobile(text)
    return phone_number if phone_number.startswith("+") else None


class PostIdForm(ComparedForm):
    """Asks for a PostID account, not for a phone: the post returns the account's phone."""

    consent_purpose = "post_id_match"
    consent_version = "post-id-match-2"
    busy = lazy("Asking Vietnam Post…")
    heading = lazy("Your PostID")
    heading_for_another = lazy("The person's PostID")

    account = StringField(
        lazy("PostID account name"),
        description=lazy("The phone number or identification number with which you sign in to PostID"),
        validators=[Needed(lazy("Enter the name of your PostID account.")), check_account],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    consent: BooleanField = consent_field(
        lazy("I agree that Vietnam Post compares these details."),
        lazy("Without your consent Vietnam Post cannot be asked. Tick the box, or choose another way."),
    )

    def data_use(self, who: str) -> str:
        """Say which data the post receives, and what it answers."""
        return _(
            "%(who)s sends what you enter here to Vietnam Post, only to compare it. Vietnam Post answers yes "
            "or no, and to which phone the code is to be sent.",
            who=who,
        )

    @property
    def also_counted(self) -> Counted:
        """The name of the account: strangers must not guess at its holder with one number after another."""
        return limits().matches_of_a_post_id, self.account_name

    @property
    def account_name(self) -> str:
        """The account's name in the post's format: digits only, a phone number in its national form."""
        phone_number = _e164(self.account.data)
        return digits_of(national_mobile(phone_number) if phone_number else self.account.data)


class PostIdProofForm(PostIdForm):
    """The same for a proof: where the account has another phone, the carrier is asked about the PostID's."""

    consent_purpose = "post_id_proof"
    consent_version = "post-id-proof-1"

    consent: BooleanField = consent_field(
        lazy(
            "I agree that Vietnam Post compares these details, and my carrier too if my account has another "
            "phone number."
        ),
        lazy("Without your consent Vietnam Post cannot be asked. Tick the box, or choose another way."),
    )

    def data_use(self, who: str) -> str:
        """Say the same, and when the carrier is asked too."""
        more = _(
            "If your account has another number than your PostID, your carrier is asked the same about it."
        )
        return f"{super().data_use(who)} {more}"


def check_sex(_form: Any, field: Field) -> None:
    """Refuse a value that is not one of the two in `Sex`."""
    if field.data not in set(Sex):
        raise ValidationError(_("Choose what stands on your identity card."))


def check_province(_form: Any, field: Field) -> None:
    """Refuse a value that is not a province or city of today, or one of before 1 July 2025."""
    if field.data not in PROVINCES and field.data not in FORMER:
        raise ValidationError(_("Choose your province or city."))


def check_commune(_form: Any, field: Field) -> None:
    """Refuse a text that cannot be the name of a place: without a letter, or over 100 characters."""
    name = field.data.strip()
    if len(name) > LONGEST_COMMUNE or not any(letter.isalpha() for letter in name):
        raise ValidationError(_("Enter the name of your commune or ward, for example Phường Bến Thành."))


def _provinces() -> list[SelectChoice]:
    """List the 34 of today, then the former ones, each with the one that it belongs to now."""
    today = [SelectChoice(name, name) for name in PROVINCES]
    group = _("Names before 1 July 2025")
    former = [
        SelectChoice(old, _("%(old)s, now %(new)s", old=old, new=new), optgroup=group)
        for old, new in FORMER.items()
    ]
    return [SelectChoice("", "—"), *today, *former]


class SeenForm(PersonForm):
    """Who the person is, with the sex: a clerk compares it with the identity card."""

    sex = RadioField(
        lazy("Sex on your identity card"),
        choices=[SelectChoice(Sex.FEMALE, lazy("Female")), SelectChoice(Sex.MALE, lazy("Male"))],
        validators=[Needed(lazy("Choose what stands on your identity card.")), check_sex],
        validate_choice=False,
    )

    def contradictions(self) -> list[str]:
        """Compare the citizen number with the sex too: the number usually holds it."""
        found = super().contradictions()
        if self.sex.errors or agrees_with_sex(digits_of(self.citizen_number.data), Sex(self.sex.data)):
            return found
        return [*found, _("The number does not agree with the sex you chose. Check both.")]

    @property
    def person(self) -> Person:
        """The person with the details in the form."""
        return replace(super().person, sex=Sex(self.sex.data))


class AppointmentForm(ComparedForm):
    """Asks for the phone and where the person lives."""

    heading = lazy("Your appointment")
    heading_for_another = lazy("The person's appointment")
    consent_purpose = "post_office_verification"
    consent_version = "post-office-2"

    phone_number = phone_number_field()
    province = SelectField(
        lazy("Province or city"),
        description=lazy("One of the 34 since 1 July 2025"),
        choices=_provinces,
        validators=[Needed(lazy("Choose your province or city.")), check_province],
        validate_choice=False,
        render_kw={"autocomplete": "address-level1"},
    )
    commune = StringField(
        lazy("Commune or ward"),
        description=lazy("There is no district any more. Example: Phường Bến Thành"),
        validators=[Longest(3 * LONGEST_COMMUNE), Needed(lazy("Enter your commune or ward.")), check_commune],
        render_kw={"autocomplete": "address-level2"},
    )
    consent: BooleanField = consent_field(
        lazy("I agree that the post office keeps these details and compares them with my card."),
        lazy(
            "Without your consent nobody can compare your identity card. Tick the box, or choose another way."
        ),
    )

    @property
    def province_name(self) -> str:
        """The province or city of today, also where a former one was chosen."""
        return FORMER.get(self.province.data, str(self.province.data))

    @property
    def commune_name(self) -> str:
        """The commune's name in NFC, with single spaces."""
        return unicodedata.normalize("NFC", " ".join(self.commune.data.split()))


class ReferenceForm(Form):
    """Asks for the reference of an appointment."""

    reference = StringField(
        lazy("Reference"),
        description=lazy("Nine letters and digits, for example K7M-2PX-9RH"),
        validators=[Longest(LONGEST_MESSAGE), Needed(lazy("Enter the reference of your appointment."))],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )

    def validate_reference(self, field: StringField) -> None:
        """Refuse a text that cannot be a reference. The last character is a checksum of the others."""
        if parse_reference(field.data) is None:
            raise ValidationError(_("This is not a reference. Compare all nine signs with what you kept."))
