"""The password, and with it the account: the last thing asked, by every method that gives one."""

from flask.typing import ResponseReturnValue
from wtforms import PasswordField, ValidationError

from bff.fields import password_field
from bff.language import gettext as _
from bff.language import lazy
from bff.registration import Registration
from bff.rules import OwnFacts, PasswordFlaw, password_flaws
from bff.services import services
from bff.views.common.opening import open_account
from bff.web import Form, screen
from verifiers.identity import Person


class PasswordForm(Form):
    """A new password, twice."""

    password = password_field(lazy("Password"), lazy("Choose a password."), autocomplete="new-password")
    confirmation = password_field(
        lazy("Password again"), lazy("Enter the password again."), autocomplete="new-password"
    )

    def __init__(self, own: OwnFacts) -> None:
        super().__init__()
        self.own = own

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what breaks the portal's rule, and what is easy to guess."""
        flaws = password_flaws(field.data, self.own)
        if flaws:
            raise ValidationError(flaw_words(flaws))

    def validate_confirmation(self, field: PasswordField) -> None:
        """Refuse two that differ."""
        if self.password.data and field.data != self.password.data:
            raise ValidationError(_("The two passwords are not the same."))


def flaw_words(flaws: list[PasswordFlaw]) -> str:
    """Say everything that is wrong with a password in one text."""
    words = {
        PasswordFlaw.TOO_SHORT: _("The password needs at least 8 characters."),
        PasswordFlaw.TOO_LONG: _("The password is longer than 128 characters."),
        PasswordFlaw.NO_LOWER_CASE: _("A lower-case letter is missing."),
        PasswordFlaw.NO_UPPER_CASE: _("An upper-case letter is missing."),
        PasswordFlaw.NO_DIGIT: _("A digit is missing."),
        PasswordFlaw.NO_SPECIAL: _("A special character such as ! or @ is missing."),
        PasswordFlaw.HAS_OWN_NAME: _("The password contains your name and is easy to guess."),
        PasswordFlaw.HAS_OWN_DATE: _("The password contains your year of birth and is easy to guess."),
        PasswordFlaw.HAS_OWN_NUMBER: _("The password contains a number of yours and is easy to guess."),
        PasswordFlaw.COMMON: _("Many people use this password or one like it. Choose another."),
    }
    return " ".join(words[flaw] for flaw in flaws)


def password_rules() -> list[tuple[str, str]]:
    """The portal's rule, part by part, as it is shown before typing."""
    return [
        ("length", _("at least 8 characters")),
        ("lower", _("a lower-case letter")),
        ("upper", _("an upper-case letter")),
        ("digit", _("a digit")),
        ("special", _("a special character such as ! or @")),
    ]


def password(registration: Registration) -> ResponseReturnValue:
    """Ask for a password; with it the account is opened."""
    form = PasswordForm(own_facts(registration.identity, registration.phone_number))
    if not form.validate_on_submit():
        return screen("common/password.html", form=form, registration=registration, rules=password_rules())
    return open_account(registration, password_hash=services().passwords.hash(form.password.data))


def own_facts(identity: Person | None, phone_number: str | None) -> OwnFacts:
    """What a password must not be made of."""
    if identity is None:
        return OwnFacts(numbers=(phone_number or "",))
    numbers = (
        phone_number,
        identity.citizen_number,
        identity.old_identity_number,
        identity.social_insurance_number,
    )
    return OwnFacts(identity.full_name, identity.birth_date, tuple(one for one in numbers if one))
