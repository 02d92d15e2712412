"""What disputes ask citizens for."""

import unicodedata

from wtforms import BooleanField, StringField, TextAreaField, ValidationError
from wtforms.fields import Field

from accounts.references import parse_reference
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.views.steps.set_password import PasswordForm
from bff.web.fields import Needed, consent_field, password_field
from bff.web.screens import Form

LONGEST_TEXT = 2000
SECRET_LENGTH = 8


def tidy_secret(text: str | None) -> str:
    """Read a viewing code in any case and grouping."""
    return "".join(one for one in unicodedata.normalize("NFKC", text or "").upper() if one.isalnum())


def text_field(label: str, hint: str, message: str) -> TextAreaField:
    """Ask for what happened, in one's own words."""
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
    """Why the account is not one's own."""

    text = text_field(
        lazy("What happened?"),
        lazy(
            "For example: I never registered, or: somebody else used my phone. Do not write "
            "passwords or codes."
        ),
        lazy("Write in a few words what happened."),
    )


class AnswerForm(Form):
    """What the holder says."""

    text = text_field(
        lazy("Your side"),
        lazy(
            "For example: when and how you registered, and what you use the account for. No "
            "passwords or codes."
        ),
        lazy("Write in a few words why the account is yours."),
    )


class StatusForm(Form):
    """Reference and viewing code."""

    reference = StringField(
        lazy("Reference number"),
        description=lazy("Nine letters and digits, for example K7M-2PX-9RT"),
        validators=[Needed(lazy("Enter the reference number of your dispute."))],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )
    secret = StringField(
        lazy("Viewing code"),
        description=lazy("Eight letters and digits from the same message"),
        validators=[Needed(lazy("Enter the viewing code of your dispute."))],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )

    def validate_reference(self, field: Field) -> None:
        """Refuse what cannot be a reference: its last sign checks the others."""
        if parse_reference(field.data) is None:
            raise ValidationError(_("There is a mistake in this reference number. Compare it sign by sign."))


class RegisterForm(PasswordForm):
    """A password, twice, and the consent to be registered with what was proved."""

    password = password_field(lazy("Password"), lazy("Choose a password."), autocomplete="new-password")
    confirmation = password_field(
        lazy("Password again"), lazy("Enter the password again."), autocomplete="new-password"
    )
    consent: BooleanField = consent_field(
        lazy("I agree that my account is registered with the data I proved in the dispute."),
        lazy("Without your consent we cannot register the account."),
    )
