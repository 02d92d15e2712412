"""The two pages of every method that has a register compare a person: who it is, then what else is needed.

Each page is a form. The flow keeps the typed texts of both, so a closed tab or a change of language loses
nothing. The second page makes the person from the texts of the first.
"""

from collections.abc import Mapping
from typing import ClassVar, Self

from flask import request
from wtforms import BooleanField, RadioField, SelectField, StringField

from accounts.account.records import ConsentGiven
from bff.journeys.flow import Flow
from bff.services import services
from bff.serving.language import current_language, lazy
from bff.serving.language import gettext as _
from bff.stores.attempts import Counted
from bff.web.devices import is_helping
from bff.web.fields import birth_date_field, citizen_number_field, full_name_field
from bff.web.phone_form import WithPhone
from bff.web.screens import Form
from bff.web.walking import save
from identity.names import tidy_name
from identity.numbers import agrees_with_birth, digits_of
from identity.people import Person


class KeptForm(Form):
    """A form whose texts the flow keeps: they fill it in again, here and in another method."""

    heading: ClassVar[str] = lazy("Your details")
    heading_for_another: ClassVar[str] = lazy("The person's details")

    @property
    def own_heading(self) -> str:
        """The heading of its screen: who helps another reads of that person."""
        return self.heading_for_another if is_helping() else self.heading

    @classmethod
    def filled_from(cls, typed: Mapping[str, str]) -> Self:
        """Make the form with the texts that the person has typed, in this form or for another method."""
        return cls(data=cls._data(typed))

    @classmethod
    def of_kept(cls, typed: Mapping[str, str]) -> Self:
        """Make the form with the kept texts alone, whatever this request has sent."""
        return cls(formdata=None, data=cls._data(typed))

    @classmethod
    def _data(cls, typed: Mapping[str, str]) -> dict[str, object]:
        return dict(typed)

    def typed(self) -> dict[str, str]:
        """Return the texts in the fields; `filled_from` fills the form with them again."""
        kinds = (StringField, RadioField, SelectField)
        return {field.short_name: field.data or "" for field in self if isinstance(field, kinds)}


class PersonForm(KeptForm):
    """Who a person is: number, name and date of birth, as on the identity card.

    Attributes:
        looked_again: the digest of a contradiction that the form has told, for its hidden field; empty: none.
    """

    citizen_number = citizen_number_field()
    full_name = full_name_field()
    birth_date = birth_date_field()
    looked_again = ""

    @classmethod
    def _data(cls, typed: Mapping[str, str]) -> dict[str, object]:
        date = {part: typed.get(f"birth_{part}", "") for part in ("day", "month", "year")}
        return {**typed, "birth_date": date}

    def typed(self) -> dict[str, str]:
        """Return the texts in the fields, with the three of the date."""
        date = {f"birth_{field.short_name}": field.data or "" for field in self.birth_date.form}
        return {**super().typed(), **date}

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

    @property
    def is_complete(self) -> bool:
        """Whether each field is valid by itself, whatever contradicts; the fields get their errors."""
        return bool(super().validate())

    @property
    def person(self) -> Person:
        """The person with the details in the form."""
        return Person(
            full_name=tidy_name(self.full_name.data),
            citizen_number=self._citizen_number,
            birth_date=self.birth_date.form.birth_date,
        )

    @property
    def _citizen_number(self) -> str:
        return digits_of(self.citizen_number.data)


class ComparedForm(WithPhone, KeptForm):
    """What a method needs besides, such as a phone, and the consent to have all of it compared.

    Attributes:
        consent_purpose: what the person consents to; each purpose has its own tick.
        consent_version: version of the consent's wording; a new wording gets a new version.
        heading: the heading of the screen that shows the form.
        heading_for_another: the same where one person helps another.
        busy: what is said while the counterpart is asked.
        claimed: the person of the first page; the view sets it.
    """

    heading: ClassVar[str] = lazy("Your phone")
    heading_for_another: ClassVar[str] = lazy("The person's phone")
    busy: ClassVar[str] = lazy("Please wait")
    phone_number: StringField
    consent: BooleanField
    consent_purpose: ClassVar[str]
    consent_version: ClassVar[str]
    claimed: Person

    @classmethod
    def _data(cls, typed: Mapping[str, str]) -> dict[str, object]:
        return {**typed, "consent": typed.get(cls._consent_key()) == "yes"}

    def typed(self) -> dict[str, str]:
        """Return the texts in the fields, and whether the tick is set."""
        return {**super().typed(), self._consent_key(): "yes" if self.consent.data else ""}

    def data_use(self, who: str) -> str:
        """Say which data *who* (the operator) sends to the counterpart, and what the counterpart answers."""
        raise NotImplementedError

    @property
    def person(self) -> Person:
        """The person whom the register compares."""
        return self.claimed

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

    @classmethod
    def _consent_key(cls) -> str:
        """Name the tick among the typed texts. A tick for one purpose is not a tick for another."""
        return f"consent_{cls.consent_purpose}"


def keep_typed(flow: Flow, form: KeptForm) -> Flow:
    """Save the texts in the fields, valid or not, so that a closed tab or a change of language loses nothing.

    The texts that the person typed for another method stay in the flow.
    """
    typed = {**flow.typed, **form.typed()}
    if request.method == "GET" or typed == flow.typed:
        return flow
    return save(flow.learn(typed=typed))
