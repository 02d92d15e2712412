"""Forms with which citizens open, follow and answer disputes."""

import unicodedata

from wtforms import BooleanField, StringField, TextAreaField, ValidationError
from wtforms.fields import Field

from accounts.references import find_signs, parse_reference
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.views.steps.set_password import PasswordForm
from bff.web.fields import LONGEST_MESSAGE, Longest, Needed, consent_field, password_field
from bff.web.screens import Form

LONGEST_TEXT = 2000
SECRET_LENGTH = 8


def parse_secret(text: str | None) -> str | None:
    """Read a typed or pasted viewing code, in any case and grouping; None if it cannot be one."""
    return find_signs(text or "", groups=2, size=SECRET_LENGTH // 2)


def text_field(label: str, hint: str, message: str) -> TextAreaField:
    """Make the text area in which a person writes in their own words what happened."""
    return TextAreaField(
        label,
        description=hint,
        filters=[lambda text: unicodedata.normalize("NFC", text).strip() if text else text],
        validators=[Needed(message), _not_too_long],
        render_kw={"rows": 6, "autocomplete": "off"},
    )


def _not_too_long(_form: Form, field: Field) -> None:
    if len(field.data or "") > LONGEST_TEXT:
        raise ValidationError(_("This is longer than %(most)d letters. Shorten it.", most=LONGEST_TEXT))


class StatementForm(Form):
    """The disputer's statement: why the account is not theirs."""

    text = text_field(
        lazy("What happened?"),
        lazy(
            "For example: I never registered, or: somebody else used my phone. Do not write "
            "passwords or codes."
        ),
        lazy("Write in a few words what happened."),
    )


class AppealForm(Form):
    """The appeal of one side against a decision."""

    text = text_field(
        lazy("Why is the decision wrong?"),
        lazy("What was not seen, or what is new. No passwords or codes."),
        lazy("Write in a few words why the decision is wrong."),
    )


class AnswerForm(Form):
    """The holder's answer to the dispute."""

    text = text_field(
        lazy("Your side"),
        lazy(
            "For example: when and how you registered, and what you use the account for. No "
            "passwords or codes."
        ),
        lazy("Write in a few words why the account is yours."),
    )


class StatusForm(Form):
    """The reference and the viewing code of a dispute."""

    reference = StringField(
        lazy("Reference number"),
        description=lazy("Nine letters and digits, for example K7M-2PX-9RT"),
        validators=[Longest(LONGEST_MESSAGE), Needed(lazy("Enter the reference number of your dispute."))],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )
    secret = StringField(
        lazy("Viewing code"),
        description=lazy("Eight letters and digits from the same message"),
        validators=[Longest(LONGEST_MESSAGE), Needed(lazy("Enter the viewing code of your dispute."))],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )

    def validate_reference(self, field: Field) -> None:
        """Refuse a text that cannot be a reference; the last sign of a reference checks the others."""
        if parse_reference(field.data) is None:
            raise ValidationError(_("There is a mistake in this reference number. Compare it sign by sign."))

    def validate_secret(self, field: Field) -> None:
        """Refuse what cannot be a viewing code, before it counts as a try."""
        if parse_secret(field.data) is None:
            raise ValidationError(
                _("A viewing code has eight letters and digits. Check it against the message.")
            )


class RegisterForm(PasswordForm):
    """A password twice, and the consent to register with the data that the disputer proved."""

    password = password_field(lazy("Password"), lazy("Choose a password."), autocomplete="new-password")
    confirmation = password_field(
        lazy("Password again"), lazy("Enter the password again."), autocomplete="new-password"
    )
    consent: BooleanField = consent_field(
        lazy("I agree that my account is registered with the data I proved in the dispute."),
        lazy("Without your consent we cannot register the account."),
    )
