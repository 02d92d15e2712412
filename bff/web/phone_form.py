"""The base classes of forms with a mobile number."""

from wtforms import StringField

from bff.web.fields import phone_number_field
from bff.web.screens import Form
from identity.phones import parse_mobile


class WithPhone:
    """Adds `mobile` to a form. The form declares the phone field itself, in its own order of fields."""

    phone_number: StringField

    @property
    def mobile(self) -> str:
        """The phone number in E.164."""
        return str(parse_mobile(self.phone_number.data))


class PhoneForm(WithPhone, Form):
    """A form with a phone number and no other field."""

    phone_number = phone_number_field()
