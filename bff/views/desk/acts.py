"""What all acts at the desk share: the form (finding, note), and the note in the audit."""

from typing import Any

from wtforms import RadioField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from accounts import audit
from accounts.staff.records import Staff, StaffEvent
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.web.fields import Needed
from bff.web.screens import Form

LONGEST_NOTE = 1000


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


def note_opened(staff: Staff, record_id: str) -> None:
    """Note in the audit that this member of staff opened the record."""
    services().staff.note(record_id, StaffEvent.RECORD_OPENED, staff=audit.spelled(staff.id))


def wrong_tries(record_id: str) -> int:
    """Return how often staff typed facts that are not those of the record."""
    return services().staff.times(record_id, StaffEvent.DOCUMENT_DIFFERED)


def keep_note(form: Any, staff: Staff, record_id: str) -> None:
    """Store the note of the form, unless it is empty."""
    text = (form.note.data or "").strip()
    if text:
        services().staff_notes.write(record_id, staff_id=staff.id, text=text)
