"""What all acts at the desk share: the form (finding, document digits, note) and the note in the audit."""

from typing import Any

from wtforms import RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from accounts import audit
from accounts.staff.records import Staff, StaffEvent
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.web.fields import Needed
from bff.web.screens import Form
from identity.numbers import digits_of, is_digits

LONGEST_NOTE = 1000
#: How many of a document's last digits the clerk types and the record keeps.
DOCUMENT_DIGITS = 4


def note_field() -> TextAreaField:
    """Make the field for a note in free text; it may be empty."""
    return TextAreaField(
        lazy("Note for colleagues"),
        description=lazy("Nothing that stands in the record already; no numbers"),
        validators=[Optional(), Length(max=LONGEST_NOTE, message=lazy("Write at most 1000 letters."))],
        render_kw={"rows": 2, "autocomplete": "off"},
    )


class ActForm(Form):
    """A finding, and a note with what the record does not say."""

    finding = RadioField(
        lazy("What did you find?"),
        validators=[Needed(lazy("Choose what you found."))],
        validate_choice=False,  # `validate_finding` checks it, with our own text
    )
    note = note_field()

    def __init__(self, findings: dict[str, str]) -> None:
        super().__init__()
        self.finding.choices = [SelectChoice(key, words) for key, words in findings.items()]
        self.offered = frozenset(findings)

    def validate_finding(self, field: RadioField) -> None:
        """Refuse a finding that this form does not offer."""
        if field.data not in self.offered:
            raise ValidationError(_("Choose what you found."))


class ComparisonForm(ActForm):
    """A finding about a document. The typed last digits show that the clerk looked at the document."""

    document_digits = StringField(
        lazy("Last 4 digits on the document"),
        description=lazy("Needed where the document agrees. Read them from the original."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )

    def __init__(self, findings: dict[str, str], *, number: str, agrees: str) -> None:
        super().__init__(findings)
        self.number, self.agrees = number, agrees

    def validate_document_digits(self, field: StringField) -> None:
        """Require the digits if the document agrees, and compare them with the number in the record."""
        digits = digits_of(field.data or "")
        if self.finding.data != self.agrees:
            return
        if len(digits) != DOCUMENT_DIGITS or not is_digits(digits):
            raise ValidationError(_("Enter the last 4 digits that stand on the document."))
        if not self.number.endswith(digits):
            raise ValidationError(
                _("These are not the last digits of the number we were told. Look again, or refuse.")
            )

    @property
    def digits(self) -> str:
        """The typed digits without separators, as the record keeps them."""
        return digits_of(self.document_digits.data or "")


def note_opened(staff: Staff, record_id: str) -> None:
    """Note in the audit that this member of staff opened the record."""
    services().staff.note(record_id, StaffEvent.RECORD_OPENED, staff=audit.spelled(staff.id))


def keep_note(form: Any, staff: Staff, record_id: str) -> None:
    """Store the note of the form, unless it is empty."""
    text = (form.note.data or "").strip()
    if text:
        services().staff_notes.write(record_id, staff_id=staff.id, text=text)


def hide_last_digits(number: str) -> str:
    """Replace the digits that the clerk must read from the document with dots: ``00019000••••``."""
    return number[:-DOCUMENT_DIGITS] + "•" * DOCUMENT_DIGITS if number else ""
