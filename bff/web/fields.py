"""The form fields and their validators: numbers, names, dates, e-mail addresses, passwords, codes.

A field keeps the text as the person typed it; `identity.numbers`, `identity.names` and `identity.phones`
parse it. Every error text says what is wrong and what to do.
"""

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import (
    BooleanField,
    Field,
    FormField,
    PasswordField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms import Form as PlainForm
from wtforms.meta import DefaultMeta
from wtforms.validators import Optional, StopValidation

from bff.services import services
from bff.serving.language import current_language, lazy
from bff.serving.language import gettext as _
from identity.names import has_only_name_letters, tidy_name
from identity.numbers import citizen_number_facts, digits_of, is_digits
from identity.people import BirthDate
from identity.phones import MobileSlip, national_mobile, parse_mobile, renewed_mobile
from verifiers.one_time_code import CODE_DIGITS, find_code

#: No living person was born earlier: the oldest person on record reached the age of 122.
FIRST_BIRTH_YEAR = 1900
LONGEST_NAME = 250
#: The most characters of a field as typed, if it has no `Longest`. A Vietnamese letter has up to three
#: characters where a keyboard writes its marks apart, so a text has three times as many as letters.
LONGEST_LINE = 120
LONGEST_PASSWORD = 400
#: Characters of a field for a code, into which a person may paste a whole message.
LONGEST_MESSAGE = 1_000
LONGEST_TEXT_AREA = 6_000
#: RFC 5321, 4.5.3.1.3, less the two brackets of a path.
LONGEST_EMAIL = 254


class Longest:
    """Says how many characters a field may have as typed, if that differs from its kind's."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: Any, _field: Field) -> None:
        """Accept: the field's `_Bound`, which runs before all filters and validators, has refused already."""


class _Bound:
    """Cuts one field's text before any other code reads it, and refuses the field if something was cut."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._was_longer = False

    def cut(self, text: Any) -> Any:
        """Return at most the first characters of *text*; a value of another type stays."""
        if not isinstance(text, str) or len(text) <= self._most:
            return text
        self._was_longer = True
        return text[: self._most]

    def check(self, _form: Any, field: Field) -> None:
        """Stop the validation of a field that was cut, so that it gets only this error."""
        if self._was_longer:
            field.errors = []
            raise StopValidation(_("This is longer than %(most)d letters. Shorten it.", most=self._most))


class BoundedMeta(DefaultMeta):
    """Gives each field of a form the bound on its length, so that a new field cannot lack one."""

    def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
        """Make the field, with its bound before all filters and validators."""
        field = super().bind_field(form, unbound_field, options)
        if not isinstance(field, FormField):  # its own form has the bounds
            bound = _Bound(_longest(field))
            field.filters = (bound.cut, *field.filters)
            field.validators = (bound.check, *field.validators)
        return field


def _longest(field: Field) -> int:
    """Return the most characters of *field*: what its `Longest` says, or the default of its kind."""
    said = next((one.most for one in field.validators if isinstance(one, Longest)), None)
    if said is not None:
        return int(said)
    match field:
        case TextAreaField():
            return LONGEST_TEXT_AREA
        case PasswordField():
            return LONGEST_PASSWORD
        case CodeField():
            return LONGEST_MESSAGE
        case _:
            return LONGEST_LINE


class Needed:
    """Refuses an empty field with a sentence that asks for it."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it from the class

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Field) -> None:
        """Stop the validation of an empty field, so that it gets only this error."""
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []
            raise StopValidation(str(self.message))


def citizen_number_field(**overrides: Any) -> StringField:
    """Ask for a citizen number (12 digits)."""
    return StringField(
        lazy("Personal identification number (CCCD)"),
        description=lazy("The 12 digits on your identity card"),
        validators=[Needed(lazy("Enter your personal identification number.")), check_citizen_number],
        render_kw={"inputmode": "numeric", "autocomplete": "off"} | overrides,
    )


def check_citizen_number(_form: Any, field: Field) -> None:
    """Refuse what cannot be a citizen number; an old number of 9 digits has an error text of its own."""
    digits = digits_of(field.data)
    if len(digits) == 9 and is_digits(digits):
        raise ValidationError(
            _("The 9-digit card is no longer valid. Enter the 12-digit number on your identity card.")
        )
    if not is_digits(digits):
        raise ValidationError(_("The number has only digits, exactly 12. Check it."))
    if len(digits) != 12:
        raise ValidationError(_("The number has exactly 12 digits. You entered %(n)d.", n=len(digits)))
    if citizen_number_facts(digits) is None:
        raise ValidationError(_("This is not an identification number. Check the 12 digits on your card."))


def check_account_number(form: Any, field: Field) -> None:
    """Refuse what is neither a citizen number nor an old 9-digit number, which some accounts still have."""
    digits = digits_of(field.data)
    if not (len(digits) == 9 and is_digits(digits)):
        check_citizen_number(form, field)


def full_name_field() -> StringField:
    """Ask for a full name, as on the identity card."""
    return StringField(
        lazy("Full name"),
        description=lazy("With diacritics, exactly as on your identity card. Example: Nguyễn Văn An"),
        validators=[Longest(3 * LONGEST_NAME), Needed(lazy("Enter your full name.")), check_full_name],
        render_kw={"autocomplete": "name"},
    )


def check_full_name(_form: Any, field: Field) -> None:
    """Refuse only signs that no name has, and extreme lengths: one word or 120 letters are valid names."""
    name = tidy_name(field.data)
    if not has_only_name_letters(name):
        raise ValidationError(_("A name has letters, spaces and the signs ' - . only. Check what you typed."))
    if len(name) > LONGEST_NAME:
        raise ValidationError(
            _("The name is longer than %(n)d letters. Check what you typed.", n=LONGEST_NAME)
        )


class BirthDateForm(PlainForm):
    """Day, month and year of birth. Some identity cards have only the year: then day and month stay empty."""

    Meta = BoundedMeta

    day = StringField(lazy("Day"), render_kw={"inputmode": "numeric", "autocomplete": "bday-day"})
    month = StringField(lazy("Month"), render_kw={"inputmode": "numeric", "autocomplete": "bday-month"})
    year = StringField(
        lazy("Year"),
        validators=[Needed(lazy("Enter at least the year of birth."))],
        render_kw={"inputmode": "numeric", "autocomplete": "bday-year"},
    )

    @property
    def birth_date(self) -> BirthDate:
        """The date in the three fields.

        Raises:
            ValueError: the fields contain no date.
        """
        day, month = digits_of(self.day.data or ""), digits_of(self.month.data or "")
        year = digits_of(self.year.data or "")
        return BirthDate(int(year), int(month) if month else None, int(day) if day else None)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the three fields together, so that the date gets one error."""
        if not super().validate(extra_validators):
            return False
        slip = self._slip()
        if slip:
            self.form_errors.append(slip)
        return not slip

    def _slip(self) -> str | None:
        if len(digits_of(self.year.data or "")) != 4:
            return _("Write the year with four digits, for example 1990.")
        if is_digits(both := digits_of((self.day.data or "") + (self.month.data or ""))) and not int(both):
            return _("Is only the year known? Then leave day and month empty.")
        if bool((self.day.data or "").strip()) != bool((self.month.data or "").strip()):
            return _("Enter both day and month, or leave both empty if only the year is known.")
        try:
            born = self.birth_date
        except (ValueError, OverflowError):  # a day of twenty digits is an int, and no date takes it
            return _("There is no such date. Check day, month and year.")
        if (born.as_date() or date(born.year, 1, 1)) > date.today():  # noqa: DTZ011 - a calendar day here
            return _("The date of birth is in the future. Check day, month and year.")
        if born.year < FIRST_BIRTH_YEAR:
            return _("The year of birth must be %(year)d or later. Check it.", year=FIRST_BIRTH_YEAR)
        return None


def birth_date_field() -> FormField:
    """Ask for a date of birth: a group of three fields."""
    return FormField(
        BirthDateForm,
        lazy("Date of birth"),
        description=lazy("For example 27 3 1990. Only the year known? Leave day and month empty."),
        separator="_",
    )


def phone_number_field(hint: str | None = None) -> StringField:
    """Ask for a Vietnamese mobile number.

    Args:
        hint: says which number to enter; None: any phone that the person has with them.
    """
    in_hand = lazy("The phone that you have with you. Example: 0912 345 678")
    return StringField(
        lazy("Mobile phone number"),
        description=in_hand if hint is None else hint,
        validators=[Needed(lazy("Enter your mobile phone number.")), check_phone_number],
        render_kw={"type": "tel", "inputmode": "tel", "autocomplete": "tel"},
    )


def check_phone_number(_form: Any, field: Field) -> None:
    """Refuse what is not a Vietnamese mobile number; for an old 11-digit number, suggest the new number."""
    match parse_mobile(field.data):
        case MobileSlip.FORMAT:
            raise ValidationError(_("A mobile number has 10 digits and starts with 03, 05, 07, 08 or 09."))
        case MobileSlip.LANDLINE:
            raise ValidationError(_("This is a landline. Enter a mobile number."))
        case MobileSlip.OLD_ELEVEN_DIGITS:
            new = national_mobile(renewed_mobile(field.data) or "")
            raise ValidationError(
                _("11-digit numbers (01…) changed to 10 digits in 2018. Yours may be %(new)s.", new=new)
            )
        case str():
            return


def email_field() -> StringField:
    """Ask for an e-mail address; the field may stay empty."""
    return StringField(
        lazy("Email"),
        filters=[_tidy_email],
        validators=[Longest(LONGEST_EMAIL), Optional(), check_email],
        render_kw={"type": "email", "inputmode": "email", "autocomplete": "email"},
    )


def ask_email_for_its_purpose(form: Any) -> None:
    """Let the e-mail field of *form* say what the address is used for; without a purpose the field goes.

    An address that is given stays optional and unverified, and no code ever goes to it.
    """
    purpose = email_purpose()
    if not purpose:
        del form.email
        return
    words = _("Optional. What for: %(purpose)s. No code is ever sent to it.", purpose=purpose)
    form.email.description = words


def email_purpose() -> str:
    """Return what the operator uses e-mail addresses for, in the reader's language; empty: for nothing."""
    settings = services().settings
    in_english = settings.email_purpose_en if current_language() == "en" else ""
    return in_english or settings.email_purpose


def _tidy_email(text: str | None) -> str | None:
    """Return the address without spaces around it and invisible characters, and in plain letters.

    Pasted addresses have zero-width spaces and direction marks; keyboards for East Asian languages type
    full-width letters (compatibility forms, Unicode Standard Annex 15).
    """
    if not text:
        return text
    folded = unicodedata.normalize("NFKC", text).replace("。", ".")
    return "".join(sign for sign in folded if unicodedata.category(sign) != "Cf").strip()


def check_email(_form: Any, field: Field) -> None:
    """Refuse what is not an e-mail address. The check asks no mail server whether the address exists."""
    try:
        validate_email(field.data, check_deliverability=False, allow_smtputf8=True, strict=True)
    except EmailNotValidError as error:
        raise ValidationError(
            _("An email address looks like name@example.vn. Check it, or leave it empty.")
        ) from error


def consent_field(text: str, refusal: str) -> BooleanField:
    """Ask for one consent to one purpose. The box is never ticked in advance."""
    return BooleanField(text, validators=[Needed(refusal)])


def _tidy_password(text: str | None) -> str | None:
    """Return the password as the product compares and hashes it: NFC, and each kind of space a plain one.

    Keyboards differ in how they compose Vietnamese letters, and some type a no-break space (U+00A0). Without
    this the same password would not match.
    """
    return re.sub(r"[^\S\t\n\r\f\v]", " ", unicodedata.normalize("NFC", text)) if text else text


def password_field(label: str, message: str, *, autocomplete: str) -> PasswordField:
    """Ask for a password. The product never writes it into a page."""
    return PasswordField(
        label,
        filters=[_tidy_password],
        validators=[Needed(message)],
        render_kw={"autocomplete": autocomplete},
    )


class CodeField(StringField):
    """A field for a one-time code, also in a pasted message. The product never writes its value into a page.

    What holds no code is a slip and no guess: the field refuses it before a view counts or compares anything.

    Attributes:
        lengths: how many digits the code may have; a view may change it before it validates the form.
        said: the words for what holds no code.
    """

    def __init__(
        self, label: str, *, said: str, lengths: Collection[int] = (CODE_DIGITS,), **options: Any
    ) -> None:
        super().__init__(
            label,
            validators=[_check_code],
            render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
            **options,
        )
        self.flags.required = True
        self.lengths = lengths
        self.said = said

    @property
    def digits(self) -> str:
        """The digits of the typed code; empty if there is none."""
        return find_code(self.data or "", self.lengths)

    def _value(self) -> str:
        return ""


def _check_code(_form: Any, field: CodeField) -> None:
    if not field.digits:
        field.errors = []
        raise StopValidation(str(field.said))
