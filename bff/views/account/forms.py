"""Forms for sign-in, a forgotten password, the current password and the authenticator app."""

from typing import Any

from wtforms import Field, StringField

from accounts.account.records import Account
from accounts.account.store import Accounts
from accounts.second_factors.store import RECOVERY_CODE_DIGITS
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.web.fields import CodeField, Needed, check_account_number, password_field, phone_number_field
from bff.web.phone_form import WithPhone
from bff.web.screens import Form
from identity.claims import Claims
from identity.numbers import digits_of, is_digits
from identity.subject import Subject
from verifiers.one_time_code import CODE_DIGITS

#: An app's code, or a recovery code.
APP_CODE_DIGITS = frozenset({CODE_DIGITS, RECOVERY_CODE_DIGITS})
#: A tax number has 10 digits; the tax number of a branch has 13.
_TAX_NUMBER_DIGITS = frozenset({10, 13})


def check_number(form: Any, field: Field) -> None:
    """Accept a citizen number, an old identity number or a tax number; refuse anything else."""
    digits = digits_of(field.data)
    if not (is_digits(digits) and len(digits) in _TAX_NUMBER_DIGITS):
        check_account_number(form, field)


def number_field() -> StringField:
    """Make the field for the number that identifies an account: of a person or of an organisation."""
    return StringField(
        lazy("Identification number or tax number"),
        description=lazy(
            "The 12 digits on your identity card, or the old 9-digit number of your account; for an "
            "organisation its tax number"
        ),
        validators=[Needed(lazy("Enter your identification number or tax number.")), check_number],
        render_kw={"inputmode": "numeric", "autocomplete": "username"},
    )


def find_by_number(accounts: Accounts, number: str) -> Account | None:
    """Return the account that has this citizen number or tax number.

    A tax number is always looked up for both kinds of organisation: the response time must not show which one
    has an account.
    """
    if len(number) not in _TAX_NUMBER_DIGITS:
        return accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=number))
    business = accounts.find(Claims(subject=Subject.BUSINESS, tax_number=number))
    agency = accounts.find(Claims(subject=Subject.AGENCY, tax_number=number))
    return business or agency


class CredentialsForm(Form):
    """The number and the password of a person who signs in."""

    citizen_number = number_field()
    password = password_field(lazy("Password"), lazy("Enter your password."), autocomplete="current-password")


class OwnerForm(WithPhone, Form):
    """The number and the phone of an account whose password was forgotten."""

    citizen_number = number_field()
    phone_number = phone_number_field()

    @property
    def number(self) -> str:
        """The typed number, without the spaces and signs between its digits."""
        return digits_of(self.citizen_number.data)


class CurrentPasswordForm(Form):
    """The current password, asked for before a sensitive change."""

    current = password_field(
        lazy("Current password"), lazy("Enter your current password."), autocomplete="current-password"
    )


class AppCodeForm(Form):
    """A code from the authenticator app, or a recovery code."""

    code = CodeField(
        lazy("Code from the app, or a recovery code"),
        said=lazy("Enter the 6 digits that the app shows, or a recovery code of 12 digits."),
        lengths=APP_CODE_DIGITS,
    )

    def refuse(self) -> None:
        """Show the error that the code is wrong or was used before."""
        self.code.errors = [
            _("The code is not right, or it was used before. Wait for the next one and enter that.")
        ]


class SetUpAppForm(AppCodeForm):
    """The first code from a new authenticator app."""

    code = CodeField(lazy("Code from the app"), said=lazy("Enter the 6 digits that the app shows."))
