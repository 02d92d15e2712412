"""What the records of offices say about an account: what two people have decided, and what that allows."""

from accounts.account.records import Account, Standing
from accounts.appointments.records import Appointment, AppointmentState
from accounts.disputes.records import Decision, Dispute, DisputeState
from accounts.help_cases import HelpState
from tests.unit.bff.journeys_model.seen import Seen

#: How an account stands after each decision.
STANDING = {
    Decision.RESTORE: Standing.ACTIVE,
    Decision.TRANSFER: Standing.FROZEN,
    Decision.CLOSE: Standing.CLOSED,
}


def ended_now(before: Seen, after: Seen, account_id: str) -> Dispute | None:
    """Return the dispute about an account that was decided or withdrawn in this request."""
    for dispute in after.disputes.values():
        was = before.disputes.get(dispute.id)
        if dispute.account_id == account_id and was is not None and was.is_open and not dispute.is_open:
            return dispute
    return None


def standing_after(dispute: Dispute, was: Account) -> Standing:
    """Return how an account may stand after its dispute has ended; a stopped one stays frozen."""
    wanted = STANDING[dispute.decision] if dispute.decision else Standing.ACTIVE
    return Standing.FROZEN if wanted is Standing.ACTIVE and was.is_stopped else wanted


def taken_over(before: Seen, after: Seen, account_id: str) -> Dispute | None:
    """Return the dispute whose winner has registered in place of this account in this request."""
    account, was = after.accounts.get(account_id), before.accounts.get(account_id)
    if (
        account is None
        or was is None
        or (was.standing, account.standing) != (Standing.FROZEN, Standing.CLOSED)
    ):
        return None
    decided = [
        one
        for one in before.disputes.values()
        if (one.account_id, one.state, one.decision) == (account_id, DisputeState.DECIDED, Decision.TRANSFER)
    ]
    return decided[-1] if decided and len(after.accounts) == len(before.accounts) + 1 else None


def registered_instead(before: Seen, after: Seen) -> Dispute | None:
    """Return the dispute whose winner has registered in this request."""
    found = [taken_over(before, after, account_id) for account_id in before.accounts]
    return next((one for one in found if one), None)


def phones_helped(seen: Seen, account_id: str) -> set[str]:
    """Return the phones to which two people at a desk have given help with this account."""
    return {
        one.case.phone_number
        for one in seen.help_cases.values()
        if one.case.state is HelpState.HELPED and one.case.account_id == account_id and one.case.phone_number
    }


def approved_for(seen: Seen, citizen_number: str, phone_number: str) -> Appointment | None:
    """Return the approved appointment of a person with this phone."""
    for one in seen.appointments.values():
        facts = (one.applicant.citizen_number, one.applicant.phone_number) if one.applicant else ()
        if one.state is AppointmentState.APPROVED and facts == (citizen_number, phone_number):
            return one
    return None
