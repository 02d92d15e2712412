"""The disputes that the gallery shows. Their accounts have numbers that no person of the sandbox has."""

import json
from datetime import UTC, datetime
from uuid import UUID

from accounts.account.records import NewAccount
from accounts.disputes.records import Decision, Dispute, NewDispute
from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.methods.gallery_states import GALLERY_PERSON, GALLERY_PHONE
from bff.rules.proofs import ProofKind
from bff.services import services
from bff.web.lookup import methods
from identity.claims import Claims
from identity.people import Person
from identity.subject import Subject

_REASONS = "Thuê bao của tài khoản đứng tên người khiếu nại từ trước ngày đăng ký."
_WHEN = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def gallery_person(last: int) -> Person:
    """Return the person of the gallery's dispute number *last*."""
    return Person(GALLERY_PERSON.full_name, citizen_number=f"00019099990{last}")


def gallery_dispute(last: int, decision: Decision | None = None) -> Dispute:
    """Open an account and dispute number *last* about it, and decide the dispute if *decision* is given."""
    number, dispute_id = gallery_person(last).citizen_number, str(UUID(int=9990 + last))
    disputes = services().disputes
    if (made := disputes.get(dispute_id)) is not None:  # a person looks a second time
        return made
    services().accounts.open(
        NewAccount(
            id=str(UUID(int=9980 + last)),
            subject=Subject.CITIZEN,
            full_name=gallery_person(last).full_name,
            citizen_number=number,
            phone_number=GALLERY_PHONE,
            method=methods()[0].key,
            level=2,
            registered_at=_WHEN,
        )
    )
    proved = Flow("gallery", "x", Purpose.PROVE, Subject.CITIZEN, "x", _WHEN, identity=gallery_person(last))
    disputes.open(
        NewDispute(
            id=dispute_id,
            code="K7M2PX9R",
            claims=Claims(subject=Subject.CITIZEN, citizen_number=number),
            method=methods()[0].key,
            level=2,
            proved_by=ProofKind.CARRIER,
            phone_number=GALLERY_PHONE,
            proof=json.dumps({"registration": services().flows.codec.write(proved)}),
            statement="Tôi chưa bao giờ đăng ký tài khoản này.",
            due_at=datetime.now(UTC),
        )
    )
    dispute = disputes.get(dispute_id)
    if dispute and decision and dispute.is_open:
        disputes.propose(
            dispute_id, decision, version=dispute.version, by="gallery-1", reason="…", reasons=_REASONS
        )
        disputes.decide(dispute_id, version=dispute.version + 1, by="gallery-2", reason="…")
    if dispute is None:
        raise RuntimeError("the gallery's own dispute cannot be opened")
    return dispute
