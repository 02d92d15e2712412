"""Forms for sign-in, a forgotten password, the current password and the authenticator app."""

from typing import Any

from wtforms import Field, HiddenField, StringField

from accounts.account.records import Account
from accounts.account.store import Accounts
from accounts.second_factors.store import RECOVERY_CODE_DIGITS
from bff.owners.passkeys import LONGEST_ANSWER
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.web.fields import (
    CodeField,
    Longest,
    Needed,
    check_account_number,
    password_field,
    phone_number_field,
)
from bff.web.phone_form import WithPhone
from bff.web.screens import Form
from identity.claims import Claims
from identity.numbers import digits_of, is_digits
from identity.subject import Subject
from verifiers.one_time_code import CODE_DIGITS

#: An app's code, or a recovery code.
APP_CODE_DIGITS = frozenset({CODE_DIGITS, RECOVERY_CODE_DIGITS})
#: An id that no account has.
NO_ACCOUNT = "00000000-0000-4000-8000-000000000000"
#: A tax number has 10 digits; the tax number of a branch has 13.
_TAX_NUMBER_DIGITS = frozenset({10, 13})
#: The tax number of a household business is its owner's citizen number.
_HOUSEHOLD_DIGITS = 12


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


def find_by_number(accounts: Accounts, number: str) -> tuple[Account | None, ...]:
    """Return the accounts that have this citizen number or tax number, one place for each kind of account.

    A person and their household business have the same 12 digits; a tax number may be a business's and an
    agency's. The number of places depends on the typed digits alone: what is done for each place is done for
    an empty one too, so that the response time does not show which accounts there are.
    """
    if len(number) in _TAX_NUMBER_DIGITS:
        kinds: tuple[Subject, ...] = (Subject.BUSINESS, Subject.AGENCY)
    else:
        kinds = (
            (Subject.CITIZEN, Subject.BUSINESS) if len(number) == _HOUSEHOLD_DIGITS else (Subject.CITIZEN,)
        )
    return tuple(_find(accounts, kind, number) for kind in kinds)


def _find(accounts: Accounts, kind: Subject, number: str) -> Account | None:
    account = accounts.find(_claims(kind, number))
    if account is None:
        accounts.get(NO_ACCOUNT)  # an account is read with a second question
    return account


def _claims(kind: Subject, number: str) -> Claims:
    if kind is Subject.CITIZEN:
        return Claims(subject=kind, citizen_number=number)
    return Claims(subject=kind, tax_number=number)


class CredentialsForm(Form):
    """The number and the password of a person who signs in."""

    citizen_number = number_field()
    password = password_field(lazy("Password"), lazy("Enter your password."), autocomplete="current-password")


class PasskeyForm(Form):
    """What a passkey has signed, as pwa/passkey.js writes it. No person types it."""

    credential = HiddenField(
        validators=[
            Longest(LONGEST_ANSWER),
            Needed(lazy("This browser sent no passkey. Press the button again, or sign in in another way.")),
        ]
    )


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
