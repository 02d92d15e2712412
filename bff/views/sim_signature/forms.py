"""What a person with a signing SIM is asked for: the SIM's number."""

from bff.web.fields import phone_number_field
from bff.web.screens import Form
from identity.phones import parse_mobile


class PhoneForm(Form):
    """The number of the SIM that signs."""

    phone_number = phone_number_field()

    @property
    def mobile(self) -> str:
        """The phone number in E.164."""
        return str(parse_mobile(self.phone_number.data))
