"""What every act at the desk asks for: what was found, the document's last digits, a note."""

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
from identity.numbers import digits_of

LONGEST_NOTE = 1000
#: How many of a document's last digits are compared, and kept of it.
DOCUMENT_DIGITS = 4


def note_field() -> TextAreaField:
    """Ask for a note in somebody's own words, which may be left out."""
    return TextAreaField(
        lazy("Note for colleagues"),
        description=lazy("Nothing that stands in the record already; no numbers"),
        validators=[Optional(), Length(max=LONGEST_NOTE, message=lazy("Write at most 1000 letters."))],
        render_kw={"rows": 2, "autocomplete": "off"},
    )


class ActForm(Form):
    """What somebody found, and in their own words what nobody else could know from it."""

    finding = RadioField(
        lazy("What did you find?"),
        validators=[Needed(lazy("Choose what you found."))],
        validate_choice=False,  # `validate_finding` says it in words
    )
    note = note_field()

    def __init__(self, findings: dict[str, str]) -> None:
        super().__init__()
        self.finding.choices = [SelectChoice(key, words) for key, words in findings.items()]
        self.offered = frozenset(findings)

    def validate_finding(self, field: RadioField) -> None:
        """Refuse what is not offered here."""
        if field.data not in self.offered:
            raise ValidationError(_("Choose what you found."))


class ComparisonForm(ActForm):
    """The same, with the document in hand: its last digits show that somebody looked."""

    document_digits = StringField(
        lazy("Last 4 digits on the document"),
        description=lazy("Needed where the document agrees. Read them from the original."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )

    def __init__(self, findings: dict[str, str], *, number: str, agrees: str) -> None:
        super().__init__(findings)
        self.number, self.agrees = number, agrees

    def validate_document_digits(self, field: StringField) -> None:
        """Ask for the digits where the document agrees, and hold them to the number that was told."""
        digits = digits_of(field.data or "")
        if self.finding.data != self.agrees:
            return
        if len(digits) != DOCUMENT_DIGITS or not digits.isdigit():
            raise ValidationError(_("Enter the last 4 digits that stand on the document."))
        if not self.number.endswith(digits):
            raise ValidationError(
                _("These are not the last digits of the number we were told. Look again, or refuse.")
            )

    @property
    def digits(self) -> str:
        """The digits, as they are kept."""
        return digits_of(self.document_digits.data or "")


def note_opened(staff: Staff, record_id: str) -> None:
    """Let the audit know that somebody looked at a record."""
    services().staff.note(record_id, StaffEvent.RECORD_OPENED, staff=audit.spelled(staff.id))


def keep_note(form: Any, staff: Staff, record_id: str) -> None:
    """Keep what was written beside an act, if anything was."""
    text = (form.note.data or "").strip()
    if text:
        services().staff_notes.write(record_id, staff_id=staff.id, text=text)


def hide_last_digits(number: str) -> str:
    """Show a number but for the digits that the document is to tell: ``00019000••••``."""
    return number[:-DOCUMENT_DIGITS] + "•" * DOCUMENT_DIGITS if number else ""
