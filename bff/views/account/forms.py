"""What signing in, a forgotten password, a new phone and the second step ask for."""

from typing import Any

from wtforms import Field, StringField

from accounts.account.records import Account
from accounts.account.store import Accounts
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.web.fields import CodeField, Needed, check_account_number, password_field, phone_number_field
from bff.web.phone_form import WithPhone
from bff.web.screens import Form
from identity.claims import Claims
from identity.numbers import digits_of
from identity.subject import Subject

#: A tax number: ten digits, and three more for a branch.
_TAX_NUMBER_DIGITS = frozenset({10, 13})


def check_number(form: Any, field: Field) -> None:
    """Refuse what is neither a person's number, of now or of old, nor a tax number."""
    digits = digits_of(field.data)
    if not (digits.isdigit() and len(digits) in _TAX_NUMBER_DIGITS):
        check_account_number(form, field)


def number_field() -> StringField:
    """Ask for the number an account is known by: a citizen's, or an organisation's tax number."""
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
    """Find the account known by *number*; every number of a length is looked for equally often."""
    if len(number) not in _TAX_NUMBER_DIGITS:
        return accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=number))
    of_organisation = [
        accounts.find(Claims(subject=subject, tax_number=number))
        for subject in (Subject.BUSINESS, Subject.AGENCY)
    ]
    return of_organisation[0] or of_organisation[1]


class CredentialsForm(Form):
    """Who signs in."""

    citizen_number = number_field()
    password = password_field(lazy("Password"), lazy("Enter your password."), autocomplete="current-password")


class OwnerForm(WithPhone, Form):
    """Whose password was forgotten."""

    citizen_number = number_field()
    phone_number = phone_number_field()

    @property
    def number(self) -> str:
        """The digits of the number."""
        return digits_of(self.citizen_number.data)


class CurrentPasswordForm(Form):
    """The password in use, before it is changed."""

    current = password_field(
        lazy("Current password"), lazy("Enter your current password."), autocomplete="current-password"
    )


class AppCodeForm(Form):
    """A code of the authenticator app, or a recovery code."""

    code = CodeField(
        lazy("Code from the app, or a recovery code"),
        validators=[Needed(lazy("Enter the 6 digits that the app shows, or a recovery code of 12 digits."))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )

    @property
    def digits(self) -> str:
        """What was typed, without spaces and signs between."""
        return digits_of(self.code.data)

    def refuse(self) -> None:
        """Say that the code is not right."""
        self.code.errors = [
            _("The code is not right, or it was used before. Wait for the next one and enter that.")
        ]


class SetUpAppForm(AppCodeForm, CurrentPasswordForm):
    """A code of the app that is set up, and the password in use."""

    code = CodeField(
        lazy("Code from the app"),
        validators=[Needed(lazy("Enter the 6 digits that the app shows."))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
