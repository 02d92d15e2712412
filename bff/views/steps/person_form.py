"""The base of all forms that ask for a person's details.

A method's form declares its fields in the order in which the screen shows them. This base makes a person from
the fields, checks the number against the date of birth, and keeps the typed texts in the flow.
"""

from collections.abc import Mapping
from typing import ClassVar, Self

from flask import request
from wtforms import BooleanField, FormField, StringField

from accounts.account.records import ConsentGiven
from bff.journeys.flow import Flow
from bff.services import services
from bff.serving.language import current_language, lazy
from bff.serving.language import gettext as _
from bff.stores.attempts import Counted
from bff.web.phone_form import WithPhone
from bff.web.screens import Form
from bff.web.walking import save
from identity.names import tidy_name
from identity.numbers import agrees_with_birth, digits_of
from identity.people import Person


class PersonForm(WithPhone, Form):
    """A person's number, name, date of birth and phone, and the consent to have them compared.

    Attributes:
        consent_purpose: what the person consents to; each purpose has its own tick.
        consent_version: version of the consent's wording; a new wording gets a new version.
        heading: the heading of the screen that shows the form.
        looked_again: the digest of a contradiction that the form has told, for its hidden field; empty: none.
    """

    citizen_number: StringField
    full_name: StringField
    birth_date: FormField
    phone_number: StringField
    consent: BooleanField
    consent_purpose: ClassVar[str]
    consent_version: ClassVar[str]
    heading: ClassVar[str] = lazy("Your details")
    looked_again = ""

    @classmethod
    def filled_from(cls, typed: Mapping[str, str]) -> Self:
        """Make the form with the texts that the person has typed, in this form or for another method."""
        date = {part: typed.get(f"birth_{part}", "") for part in ("day", "month", "year")}
        return cls(data={**typed, "birth_date": date, "consent": typed.get(cls._consent_key()) == "yes"})

    def typed(self) -> dict[str, str]:
        """Return the texts in the fields; `filled_from` fills the form with them again."""
        texts = {field.short_name: field.data or "" for field in self if isinstance(field, StringField)}
        date = {f"birth_{field.short_name}": field.data or "" for field in self.birth_date.form}
        return {**texts, **date, self._consent_key(): "yes" if self.consent.data else ""}

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        """Check each field, then ask once to look again if the citizen number contradicts another field.

        The number usually holds year and sex but no check digit, so this is the only check for typing errors.
        The law guarantees only its twelve digits. So the same contradiction passes when the person sends it a
        second time, and the counterpart decides (decision record 0061).
        """
        good = bool(super().validate(extra_validators))
        contradictions = [] if self.citizen_number.errors else self.contradictions()
        if not contradictions:
            return good
        self.looked_again = services().digest_of(" ".join([self._citizen_number, *contradictions]))
        if request.form.get("looked_again") == self.looked_again:
            return good
        once_more = _("If it stands so on your identity card, send the form once more.")
        self.citizen_number.errors = [f"{contradictions[0]} {once_more}"]
        return False

    def contradictions(self) -> list[str]:
        """Say which other fields do not agree with the citizen number. The number itself is valid."""
        if self.birth_date.errors or agrees_with_birth(self._citizen_number, self.birth_date.form.birth_date):
            return []
        return [_("The number does not agree with the year of birth you entered. Check both.")]

    def data_use(self, who: str) -> str:
        """Say which data *who* (the operator) sends to the counterpart, and what the counterpart answers."""
        raise NotImplementedError

    @property
    def person(self) -> Person:
        """The person with the details in the form."""
        return Person(
            full_name=tidy_name(self.full_name.data),
            citizen_number=self._citizen_number,
            birth_date=self.birth_date.form.birth_date,
        )

    @property
    def email_address(self) -> str | None:
        """The email address; None if the field is missing or empty."""
        return (self.email.data or None) if "email" in self else None

    @property
    def also_counted(self) -> Counted | None:
        """A further number by which a register is asked: failed comparisons with it have this limit."""
        return None

    @property
    def compared_phone(self) -> str | None:
        """The phone, in E.164, whose owner the register compares with the person; None: it compares none."""
        return None

    @classmethod
    def consent_told(cls) -> dict[str, str]:
        """Return the words of the consent by its purpose. The page "Your data" shows them."""
        return {cls.consent_purpose: cls.consent.args[0]}

    @property
    def consent_given(self) -> ConsentGiven:
        """The consent as the account keeps it for proof: purpose, wording, language and time."""
        return ConsentGiven(
            purpose=self.consent_purpose,
            text_version=self.consent_version,
            language=current_language(),
            given_at=services().clock(),
        )

    @property
    def _citizen_number(self) -> str:
        return digits_of(self.citizen_number.data)

    @classmethod
    def _consent_key(cls) -> str:
        """Name the tick among the typed texts. A tick for one purpose is not a tick for another."""
        return f"consent_{cls.consent_purpose}"


def keep_typed(flow: Flow, form: PersonForm) -> Flow:
    """Save the texts in the fields, valid or not, so that a closed tab or a change of language loses nothing.

    The texts that the person typed for another method stay in the flow.
    """
    typed = {**flow.typed, **form.typed()}
    if request.method == "GET" or typed == flow.typed:
        return flow
    return save(flow.learn(typed=typed))
