"""The forms of this method: the join code on the computer, and the phone number for messages."""

from wtforms import StringField, ValidationError

from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.views.usb_token.joining import ALPHABET, CODE_LENGTH, tidy_join_code
from bff.web.fields import Needed, check_phone_number
from bff.web.phone_form import WithPhone
from bff.web.screens import Form


def check_join_code(_form: Form, field: StringField) -> None:
    """Refuse a text with another length or other letters than a join code has."""
    code = tidy_join_code(field.data)
    if len(code) != CODE_LENGTH or set(code) - set(ALPHABET):
        raise ValidationError(_("The code has 8 letters and digits, as the phone shows it. Check it."))


class JoinForm(Form):
    """Asks for the join code that the phone shows."""

    code = StringField(
        lazy("Code on the phone"),
        description=lazy("8 letters and digits, for example 7K3M 9PQR"),
        validators=[Needed(lazy("Enter the code that the phone shows.")), check_join_code],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )

    @property
    def tidy(self) -> str:
        """The code in capitals, without spaces and dashes."""
        return tidy_join_code(self.code.data)


class ContactForm(WithPhone, Form):
    """Asks for the phone that receives the account's notices. A certificate contains no phone number."""

    phone_number = StringField(
        lazy("Mobile phone number"),
        description=lazy("It is told what happens to the account. A code is sent to it now."),
        validators=[Needed(lazy("Enter your mobile phone number.")), check_phone_number],
        render_kw={"type": "tel", "inputmode": "tel", "autocomplete": "tel"},
    )
