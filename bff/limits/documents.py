"""Limits wrong comparisons with a document, so that staff read its facts from the document and guess none."""

from accounts import audit
from accounts.staff.records import StaffEvent
from bff.limits.table import limits
from bff.services import services


def document_agrees(record_id: str, staff_id: str, *, is_right: bool) -> bool:
    """Return *is_right*, and count a wrong comparison against the member of staff.

    A wrong one is noted in the audit under the record. A colleague has tries of their own, so nothing that
    one member of staff types closes a record.

    Args:
        staff_id: up to 36 signs.
        is_right: whether the typed facts are those of the record; a caller tells it only if this returns.

    Raises:
        TooOften: the member of staff was wrong too often.
    """
    digest_of, table = services().digest_of, limits()
    counted = (
        (table.wrong_documents_of_a_record, digest_of(f"document {record_id} {staff_id}")),
        (table.wrong_documents_of_staff, digest_of(f"document {staff_id}")),
    )
    with services().limits.attempt(*counted) as tried:
        if is_right:
            tried.give_back()
            return True
    services().staff.note(record_id, StaffEvent.DOCUMENT_DIFFERED, staff=audit.spelled(staff_id))
    return False
