"""The gallery's own disputes, about accounts of its own: numbers that no sandbox person has."""

import json
from datetime import UTC, datetime
from uuid import UUID

from accounts.account.records import NewAccount
from accounts.disputes.records import Decision, Dispute, NewDispute
from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.services import services
from bff.web.lookup import methods
from identity.people import Person
from identity.subject import Subject

_PHONE, _WHEN = "+84900000999", datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def gallery_person(last: int) -> Person:
    """One of the gallery's disputers."""
    return Person("Ẩm Ướt Nghiễm Độc", citizen_number=f"00019099990{last}")


def gallery_dispute(last: int, decision: Decision | None = None) -> Dispute:
    """Open the gallery's dispute number *last*, about an account of its own, and bring it to *decision*."""
    number, dispute_id = gallery_person(last).citizen_number, str(UUID(int=9990 + last))
    services().accounts.open(
        NewAccount(
            id=str(UUID(int=9980 + last)),
            subject=Subject.CITIZEN,
            full_name=gallery_person(last).full_name,
            citizen_number=number,
            phone_number=_PHONE,
            method=methods()[0].key,
            level=2,
            registered_at=_WHEN,
        )
    )
    proved = Flow("gallery", "x", Purpose.PROVE, Subject.CITIZEN, "x", _WHEN, identity=gallery_person(last))
    disputes = services().disputes
    disputes.open(
        NewDispute(
            id=dispute_id,
            code="K7M2PX9R",
            subject=Subject.CITIZEN,
            citizen_number=number,
            method=methods()[0].key,
            level=2,
            phone_number=_PHONE,
            proof=json.dumps({"registration": services().flows.codec.write(proved)}),
            statement="Tôi chưa bao giờ đăng ký tài khoản này.",
            due_at=datetime.now(UTC),
        )
    )
    found = disputes.get(dispute_id)
    if found and decision and found.is_open:
        disputes.propose(dispute_id, decision, version=found.version, by="gallery-1", reason="…")
        disputes.decide(dispute_id, version=found.version + 1, by="gallery-2", reason="…")
    if found is None:
        raise RuntimeError("the gallery's own dispute cannot be opened")
    return found
