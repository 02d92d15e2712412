"""Forms of the desk: sign-in, the set-up of a member of staff, a change of password."""

from wtforms import Field, StringField

from bff.rules.passwords import OwnFacts
from bff.serving.language import lazy
from bff.views.steps.set_password import PasswordForm
from bff.web.fields import CodeField, Needed, password_field
from bff.web.screens import Form


def app_code_field() -> CodeField:
    """Make the field for the code that the authenticator app shows now."""
    return CodeField(
        lazy("Code from your authenticator app"),
        said=lazy("Enter the 6 digits that your app shows now."),
    )


def begin_in(field: Field, form: Form) -> None:
    """Give *field* the focus when the page opens. If there are errors, their summary gets the focus."""
    field.render_kw = {**(field.render_kw or {}), "autofocus": not form.errors}


class SignInForm(Form):
    """The name, the password and the app code of a member of staff."""

    name = StringField(
        lazy("Staff name"),
        description=lazy("For example lan.nguyen"),
        validators=[Needed(lazy("Enter your staff name."))],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = password_field(lazy("Password"), lazy("Enter your password."), autocomplete="current-password")
    code = app_code_field()


class SetUpForm(PasswordForm):
    """A new password twice, and a code that proves that the app has the secret."""

    code = app_code_field()

    def __init__(self, name: str) -> None:
        super().__init__(OwnFacts(full_name=name.replace(".", " ")))


class ChangeOwnPasswordForm(PasswordForm):
    """The current password, an app code, and a new password twice."""

    current = password_field(
        lazy("Current password"), lazy("Enter your current password."), autocomplete="current-password"
    )
    password = password_field(
        lazy("New password"), lazy("Choose a new password."), autocomplete="new-password"
    )
    confirmation = password_field(
        lazy("New password again"), lazy("Enter the new password again."), autocomplete="new-password"
    )
    code = app_code_field()

    def __init__(self, name: str) -> None:
        super().__init__(OwnFacts(full_name=name.replace(".", " ")))
