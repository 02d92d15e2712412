"""What every form has that asks who somebody is: the person as claimed, kept as typed, compared with itself.

A method's form declares its own fields, in the order in which it asks; what is the same is here.
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
from bff.stores.limits import Limit
from bff.web.screens import Form
from bff.web.walking import save
from identity.names import tidy_name
from identity.numbers import agrees_with_birth, digits_of
from identity.people import Person
from identity.phones import parse_mobile


class PersonForm(Form):
    """A person's number, name, date of birth and phone, and the consent to have them compared.

    Attributes:
        consent_purpose: what the consent is for; each purpose has a tick of its own.
        consent_version: which wording is shown; a new wording gets a new version.
        heading: of the screen that shows the form.
    """

    citizen_number: StringField
    full_name: StringField
    birth_date: FormField
    phone_number: StringField
    consent: BooleanField
    consent_purpose: ClassVar[str]
    consent_version: ClassVar[str]
    heading: ClassVar[str] = lazy("Your details")

    @classmethod
    def filled_from(cls, typed: Mapping[str, str]) -> Self:
        """Make the form with what was typed before, here or for another method."""
        date = {part: typed.get(f"birth_{part}", "") for part in ("day", "month", "year")}
        return cls(data={**typed, "birth_date": date, "consent": typed.get(cls._consent_key()) == "yes"})

    def typed(self) -> dict[str, str]:
        """What stands in the fields, for filling the form again."""
        texts = {one.short_name: one.data or "" for one in self if isinstance(one, StringField)}
        date = {f"birth_{one.short_name}": one.data or "" for one in self.birth_date.form}
        return {**texts, **date, self._consent_key(): "yes" if self.consent.data else ""}

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        """Compare the number with the date of birth, once each is good by itself: its only checksum."""
        good = bool(super().validate(extra_validators))
        both_good = not self.citizen_number.errors and not self.birth_date.errors
        if both_good and not agrees_with_birth(self._citizen_number, self.birth_date.form.birth_date):
            self.citizen_number.errors = [
                _("The number does not agree with the year of birth you entered. Check both.")
            ]
            return False
        return good

    def data_use(self, who: str) -> str:
        """Say what *who* (the operator) sends to whom, and what comes back."""
        raise NotImplementedError

    @property
    def person(self) -> Person:
        """The person whom the form describes."""
        return Person(
            full_name=tidy_name(self.full_name.data),
            citizen_number=self._citizen_number,
            birth_date=self.birth_date.form.birth_date,
        )

    @property
    def mobile(self) -> str:
        """The phone number in E.164."""
        return str(parse_mobile(self.phone_number.data))

    @property
    def email_address(self) -> str | None:
        """The email address, without the blanks around it; None where none was asked for or given."""
        return (self.email.data or "").strip() or None if "email" in self else None

    @property
    def also_counted(self) -> tuple[tuple[Limit, str], ...]:
        """What else an attempt is counted against, beside the person and the session."""
        return ()

    @classmethod
    def consent_told(cls) -> dict[str, str]:
        """What is agreed to in this form, by its purpose, as "Your data" tells it."""
        return {cls.consent_purpose: cls.consent.args[0]}

    @property
    def consent_given(self) -> ConsentGiven:
        """The consent, provable: purpose, wording, language and time."""
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
        """Where the tick is kept: a tick for one purpose is none for another."""
        return f"consent_{cls.consent_purpose}"


def keep_typed(flow: Flow, form: PersonForm) -> Flow:
    """Keep what stands in the fields, right or wrong: a closed tab or another language loses nothing.

    What another method asked stays known too.
    """
    typed = {**flow.typed, **form.typed()}
    if request.method == "GET" or typed == flow.typed:
        return flow
    return save(flow.learn(typed=typed))
