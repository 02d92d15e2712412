"""The password screen: the last step before a method opens an account with a password."""

from functools import partial

from flask.typing import ResponseReturnValue
from wtforms import PasswordField, ValidationError

from bff.journeys.flow import Flow
from bff.limits.table import limits
from bff.rules.passwords import OwnFacts, PasswordFlaw, password_flaws
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.views.steps.opening import open_account
from bff.web.devices import counted_browser
from bff.web.fields import password_field
from bff.web.screens import Form, screen
from identity.people import Person


class PasswordForm(Form):
    """Asks for a new password, twice."""

    password = password_field(lazy("Password"), lazy("Choose a password."), autocomplete="new-password")
    confirmation = password_field(
        lazy("Password again"), lazy("Enter the password again."), autocomplete="new-password"
    )

    def __init__(self, own: OwnFacts) -> None:
        super().__init__()
        self.own = own

    def validate_password(self, field: PasswordField) -> None:
        """Refuse a password that breaks the portal's rule or is easy to guess.

        Judging costs the processor a tenth of a second, before all sign-ins of strangers: one browser has so
        many weak passwords judged, and waits then.

        Raises:
            bff.stores.attempts.TooOften: this browser sent too many.
        """
        judge = partial(password_flaws, field.data, self.own, breached=services().breached_passwords)
        with services().limits.attempt((limits().weak_passwords, counted_browser())) as tried:
            flaws = services().passwords.judge(judge)
            if not flaws:
                tried.give_back()
        if flaws:
            raise ValidationError(flaw_words(flaws))

    def validate_confirmation(self, field: PasswordField) -> None:
        """Refuse a second password that differs from the first."""
        if self.password.data and field.data != self.password.data:
            raise ValidationError(_("The two passwords are not the same."))


def flaw_words(flaws: list[PasswordFlaw]) -> str:
    """Describe all flaws of a password in one text: what is missing, and why it is easy to guess."""
    rules = dict(password_rules())
    missing = [rules[key] for flaw, key in _RULE_BROKEN.items() if flaw in flaws]
    own = [words for flaw, words in _own_words().items() if flaw in flaws]
    sentences = [
        _("The password still needs: %(what)s.", what=", ".join(missing)) if missing else "",
        _("The password is longer than 128 characters.") if PasswordFlaw.TOO_LONG in flaws else "",
        _("The password is easy to guess, because it contains: %(what)s.", what=", ".join(own))
        if own
        else "",
        _("Names, places, dates and common words are guessed first. Join four unrelated words.")
        if PasswordFlaw.COMMON in flaws
        else "",
        _("This password was stolen elsewhere and published. Choose another one.")
        if PasswordFlaw.BREACHED in flaws and PasswordFlaw.COMMON not in flaws
        else "",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


#: The part of the portal's rule that each flaw breaks; the keys of `password_rules`.
_RULE_BROKEN = {
    PasswordFlaw.TOO_SHORT: "length",
    PasswordFlaw.NO_LOWER_CASE: "lower",
    PasswordFlaw.NO_UPPER_CASE: "upper",
    PasswordFlaw.NO_DIGIT: "digit",
    PasswordFlaw.NO_SPECIAL: "special",
}


def _own_words() -> dict[PasswordFlaw, str]:
    """Name the person's own facts that a password must not contain."""
    return {
        PasswordFlaw.HAS_OWN_NAME: _("your name"),
        PasswordFlaw.HAS_OWN_DATE: _("your year of birth"),
        PasswordFlaw.HAS_OWN_NUMBER: _("a number of yours"),
    }


def password_rules() -> list[tuple[str, str]]:
    """Return key and text of each part of the portal's rule, which the screen shows from the start."""
    return [
        ("length", _("at least 8 characters")),
        ("lower", _("a lower-case letter")),
        ("upper", _("an upper-case letter")),
        ("digit", _("a digit")),
        ("special", _("a special character such as ! or @")),
    ]


def password(flow: Flow) -> ResponseReturnValue:
    """Ask for a password, then open the account."""
    form = PasswordForm(own_facts(flow.identity, flow.phone_number))
    if not form.validate_on_submit():
        person = flow.identity
        user = person and (person.citizen_number or person.old_identity_number)
        return screen("steps/password.html", form=form, flow=flow, rules=password_rules(), user=user)
    return open_account(flow, password_hash=services().passwords.hash(form.password.data))


def own_facts(identity: Person | None, phone_number: str | None) -> OwnFacts:
    """Collect the person's own facts, which a password must not contain."""
    if identity is None:
        return OwnFacts(numbers=(phone_number or "",))
    numbers = (
        phone_number,
        identity.citizen_number,
        identity.old_identity_number,
        identity.social_insurance_number,
    )
    return OwnFacts(identity.full_name, identity.birth_date, tuple(number for number in numbers if number))
