"""The forms for a comparison with a document, and the judgement of what the clerk read from it."""

import re

from wtforms import StringField, ValidationError

from accounts.account.records import Account
from bff.limits.documents import document_agrees
from bff.owners.holders import named_in
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.stores.attempts import TooOften
from bff.views.desk.acts import ActForm
from bff.web.fields import LONGEST_NAME, Longest
from identity.names import has_only_name_letters, names_agree
from identity.numbers import digits_of, is_digits
from identity.people import BirthDate

#: The finding that a document agrees.
AGREES = "agrees"
#: How many of a document's last digits the clerk types and the record keeps.
DOCUMENT_DIGITS = 4
#: Day, month and year with any signs between them, or as eight digits; or the year alone.
_DATE = re.compile(r"(?:(\d{1,2})\D+(\d{1,2})\D+|(\d{2})(\d{2}))?(\d{4})", re.ASCII)


def _digits_field() -> StringField:
    return StringField(
        lazy("Last 4 digits on the document"),
        description=lazy("Needed where the document agrees. Read them from the original."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class ComparisonForm(ActForm):
    """A finding about a document. The typed last digits show that the clerk looked at the document."""

    document_digits = _digits_field()

    @property
    def is_agreed(self) -> bool:
        """Whether the finding is that the document agrees."""
        return bool(self.finding.data == AGREES)

    def validate_document_digits(self, _field: StringField) -> None:
        """Require the digits if the document agrees."""
        if self.is_agreed and (len(self.digits) != DOCUMENT_DIGITS or not is_digits(self.digits)):
            raise ValidationError(_("Enter the last 4 digits that stand on the document."))

    @property
    def digits(self) -> str:
        """The typed digits without separators, as the record keeps them."""
        return digits_of(self.document_digits.data or "")


class DocumentForm(ComparisonForm):
    """A comparison with facts that the clerk is not shown: all of them are typed from the document."""

    document_name = StringField(
        lazy("Full name on the document"),
        description=lazy(
            "Needed where the document agrees. Small letters and missing marks do not matter. Changed since? "
            "Then what stood before, from the civil register's extract."
        ),
        validators=[Longest(3 * LONGEST_NAME)],
        render_kw={"autocomplete": "off"},
    )
    document_birth_date = StringField(
        lazy("Date of birth on the document"),
        description=lazy("For example 27/3/1990, or the year alone if the document has no more"),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    document_digits = _digits_field()  # once more, so that its error follows theirs

    def validate_document_name(self, field: StringField) -> None:
        """Require the name if the document agrees."""
        if self.is_agreed and not has_only_name_letters(field.data or ""):
            raise ValidationError(_("Enter the full name that stands on the document."))

    def validate_document_birth_date(self, _field: StringField) -> None:
        """Require the date of birth if the document agrees."""
        if self.is_agreed and self.born is None:
            raise ValidationError(_("Enter the date of birth that stands on the document."))

    @property
    def born(self) -> BirthDate | None:
        """The typed date of birth; None if it is no date."""
        parts = _DATE.fullmatch((self.document_birth_date.data or "").strip())
        if parts is None:
            return None
        day, month = parts[1] or parts[3], parts[2] or parts[4]
        try:
            return BirthDate(int(parts[5]), int(month) if month else None, int(day) if day else None)
        except ValueError:
            return None

    def is_of(self, account: Account, number: str) -> bool:
        """Return whether the document is that of the account's holder.

        Args:
            number: as the citizen told it; an account may know a person by an old number alone.
        """
        return self.says(full_name=account.full_name, birth_date=account.birth_date, number=number)

    def says(self, *, full_name: str, birth_date: str | None, number: str) -> bool:
        """Return whether the document has this name, this date of birth and these last digits.

        Args:
            birth_date: ISO 8601, a year alone where no more is known; None: a certificate opened the account,
                which has no date.
        """
        is_named = names_agree(self.document_name.data or "", full_name, ignore_diacritics=True)
        return is_named and self._was_born(birth_date) and number.endswith(self.digits)

    def _was_born(self, birth_date: str | None) -> bool:
        if birth_date is None or self.born is None:
            return birth_date is None
        known = BirthDate.parse(birth_date)
        return known == (self.born if known.month else BirthDate(self.born.year))


class OrganisationForm(DocumentForm):
    """A comparison for an organisation: with the person whom its certificate named, or with its own paper."""

    document_name = StringField(
        lazy("Full name on the document"),
        description=lazy(
            "Needed where the document agrees: the representative's, from their identity card. Where the "
            "certificate named no person, the organisation's, from its own paper."
        ),
        validators=[Longest(3 * LONGEST_NAME)],
        render_kw={"autocomplete": "off"},
    )
    document_birth_date = None
    document_digits = _digits_field()

    def validate_document_name(self, field: StringField) -> None:
        """Require the name if the document agrees; that of an organisation may have digits and signs."""
        if self.is_agreed and not (field.data or "").strip():
            raise ValidationError(_("Enter the full name that stands on the document."))

    @property
    def born(self) -> BirthDate | None:
        """No date of birth is asked for."""
        return None

    def is_of(self, account: Account, number: str) -> bool:
        """Return whether the document is that of the person or the organisation that the certificate named.

        Without a number in the account the name alone decides: an officer who is known by an e-mail address.
        """
        known = account.citizen_number or account.old_identity_number
        known = known or account.tax_number or ("" if "@" in number else number)
        typed = self.document_name.data or ""
        has_name = any(names_agree(typed, name, ignore_diacritics=True) for name in named_in(account))
        return has_name and (not known or known.endswith(self.digits))


def hide_last_digits(number: str) -> str:
    """Replace the digits that the clerk must read from the document with dots: ``00019000••••``."""
    return number[:-DOCUMENT_DIGITS] + "•" * DOCUMENT_DIGITS if number else ""


def judge(form: ComparisonForm, record_id: str, staff_id: str, *, is_right: bool, error: str) -> bool:
    """Return whether the document agrees; otherwise the form gets an error.

    Args:
        is_right: whether what was typed agrees with the record.
        error: for the form, if it does not.
    """
    try:
        if document_agrees(record_id, staff_id, is_right=is_right):
            return True
        outcome("desk_document_differs")
        form.form_errors.append(error)
    except TooOften:
        outcome("desk_document_too_often")
        form.form_errors.append(
            _("Wrong facts were typed too often. Ask a colleague to compare this document.")
        )
    return False
