"""What signing in and changing a password ask for."""

from bff.fields import account_number_field, password_field
from bff.language import lazy
from bff.web import Form


class CredentialsForm(Form):
    """Who signs in."""

    citizen_number = account_number_field(autocomplete="username")
    password = password_field(lazy("Password"), lazy("Enter your password."), autocomplete="current-password")


class CurrentPasswordForm(Form):
    """The password in use, before it is changed."""

    current = password_field(
        lazy("Current password"), lazy("Enter your current password."), autocomplete="current-password"
    )
