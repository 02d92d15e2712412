"""Forms with a mobile number."""

from wtforms import StringField

from bff.web.fields import phone_number_field
from bff.web.screens import Form
from identity.phones import parse_mobile


class WithPhone:
    """Gives a form with a phone field the number in E.164; the form declares the field in its own order."""

    phone_number: StringField

    @property
    def mobile(self) -> str:
        """The phone number in E.164."""
        return str(parse_mobile(self.phone_number.data))


class PhoneForm(WithPhone, Form):
    """A phone that the person has in hand, and nothing else."""

    phone_number = phone_number_field()
