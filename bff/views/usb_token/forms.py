"""What is asked beside the token: the short code on the computer, and a phone number for messages."""

from wtforms import StringField, ValidationError

from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.views.usb_token.joining import ALPHABET, CODE_LENGTH, tidy_join_code
from bff.web.fields import Needed, check_phone_number
from bff.web.phone_form import WithPhone
from bff.web.screens import Form


def check_join_code(_form: Form, field: StringField) -> None:
    """Refuse what can be no code of ours."""
    code = tidy_join_code(field.data)
    if len(code) != CODE_LENGTH or set(code) - set(ALPHABET):
        raise ValidationError(_("The code has 8 letters and digits, as the phone shows it. Check it."))


class JoinForm(Form):
    """The code that the phone shows."""

    code = StringField(
        lazy("Code on the phone"),
        description=lazy("8 letters and digits, for example 7K3M 9PQR"),
        validators=[Needed(lazy("Enter the code that the phone shows.")), check_join_code],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )

    @property
    def tidy(self) -> str:
        """The code without spaces, in capitals."""
        return tidy_join_code(self.code.data)


class ContactForm(WithPhone, Form):
    """The phone that is told what happens to the account: a certificate names none."""

    phone_number = StringField(
        lazy("Mobile phone number"),
        description=lazy("It is told what happens to the account. A code is sent to it now."),
        validators=[Needed(lazy("Enter your mobile phone number.")), check_phone_number],
        render_kw={"type": "tel", "inputmode": "tel", "autocomplete": "tel"},
    )
