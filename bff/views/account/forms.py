"""Forms for sign-in, a forgotten password, the current password and the authenticator app."""

from typing import Any

from flask import request
from wtforms import Field, HiddenField, StringField

from accounts.second_factors.store import RECOVERY_CODE_DIGITS
from bff.owners.passkeys import LONGEST_ANSWER
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.web.fields import (
    LONGEST_EMAIL,
    CodeField,
    Longest,
    Needed,
    check_account_number,
    check_email,
    password_field,
    phone_number_field,
)
from bff.web.phone_form import WithPhone
from bff.web.screens import Form
from identity.numbers import BUDGET_CODE_DIGITS, TAX_NUMBER_DIGITS, account_name_of, is_digits
from verifiers.one_time_code import CODE_DIGITS

#: An app's code, or a recovery code.
APP_CODE_DIGITS = frozenset({CODE_DIGITS, RECOVERY_CODE_DIGITS})


def check_number(form: Any, field: Field) -> None:
    """Accept a number or an e-mail address by which an account may be known; refuse anything else."""
    typed = account_name_of(field.data)
    if "@" in typed:
        check_email(form, field)
    elif not (is_digits(typed) and len(typed) in TAX_NUMBER_DIGITS | {BUDGET_CODE_DIGITS}):
        check_account_number(form, field)


def number_field(*, autocomplete: str = "username") -> StringField:
    """Make the field for what identifies an account: of a person or of an organisation."""
    return StringField(
        lazy("Identification number or tax number"),
        description=lazy(
            "The 12 digits on your identity card, or the old 9-digit number of your account; for an "
            "organisation its tax number or budget code"
        ),
        filters=[_tidy_name],
        validators=[
            Longest(LONGEST_EMAIL),
            Needed(lazy("Enter your identification number or tax number.")),
            check_number,
        ],
        render_kw={"inputmode": "numeric", "autocomplete": autocomplete},
    )


def _tidy_name(text: str | None) -> str | None:
    return account_name_of(text) if text and "@" in text else text


class Named:
    """Adds `number` to a form that asks what an account is known by. The form declares the field itself.

    That is a number, for some agencies an e-mail address. Phones show a keyboard of digits for a number, on
    which no address can be typed: ``?by=email`` asks for the address.
    """

    citizen_number: StringField

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        if self.is_by_email:
            self.citizen_number.label.text = _("Official email address")
            self.citizen_number.description = _("The address in the certificate with which you registered")
            self.citizen_number.render_kw = {**self.citizen_number.render_kw, "inputmode": "email"}

    @property
    def is_by_email(self) -> bool:
        """Whether the form asks for an e-mail address."""
        return request.args.get("by") == "email"

    @property
    def number(self) -> str:
        """What was typed: a number without the spaces and signs between its digits, or an e-mail address."""
        return account_name_of(self.citizen_number.data)


class CredentialsForm(Named, Form):
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


class OwnerForm(WithPhone, Named, Form):
    """The number and the phone of an account whose password was forgotten."""

    citizen_number = number_field()
    phone_number = phone_number_field(lazy("The phone number of the account. Example: 0912 345 678"))


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
