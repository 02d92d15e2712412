"""What must hold for every account: how it is opened, entered, changed, frozen and opened again."""

from collections import Counter
from collections.abc import Callable

from accounts.account.records import Account, Standing
from bff.journeys.purpose import Purpose
from tests.unit.bff.journeys_model.browsers import Asked
from tests.unit.bff.journeys_model.knowledge import Evidence, Knowledge, Shown, opened_as
from tests.unit.bff.journeys_model.offices.records import (
    approved_for,
    ended_now,
    phones_helped,
    registered_instead,
    standing_after,
    taken_over,
)
from tests.unit.bff.journeys_model.people import BY_NUMBER, SIGNER, called, holder_of
from tests.unit.bff.journeys_model.rules import WAY_ON, Model, Rule, session_account
from tests.unit.bff.journeys_model.seen import Seen

#: Where the last screen of a registration leads into the account.
FROM_THE_END = "/register/my-account"


def no_account_is_opened_without_its_proof(model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    """The facts are those of a person in a register, and the phone was confirmed in this browser."""
    for account_id in set(after.accounts) - set(before.accounts):
        account, knows = after.accounts[account_id], asked.browser.knows
        person = BY_NUMBER.get(account.citizen_number or "")
        assert person is not None, "no such person"
        if dispute := registered_instead(before, after):
            assert account.citizen_number == before.accounts[dispute.account_id].citizen_number
            assert account.phone_number == dispute.phone_number
            assert knows.take(of(Shown.PHONE_CODE, dispute.phone_number, Purpose.DISPUTE))
            continue
        assert account.full_name == person.full_name
        if account.method == "sim_signature":
            assert account.phone_number == person.phone_number
            assert knows.take(of(Shown.SIM, person.key)), "opened without a signature"
            assert account.level == 3
            continue
        if account.method == "usb_token":
            assert knows.take(of(Shown.TOKEN, person.key, Purpose.REGISTER)), "opened without a signature"
            assert knows.take(of(Shown.PHONE_CODE, account.phone_number)), "the phone was not confirmed"
            assert account.level == 3
            continue
        assert account.level == 2
        assert knows.take(of(Shown.PHONE_CODE, account.phone_number)), "the phone was not confirmed"
        if account.method == "mobile_subscriber":
            assert account.phone_number == person.phone_number
        if account.method == "vietnam_post":
            has_post_id = person is SIGNER and account.phone_number == person.phone_number
            is_verified = approved_for(before, person.citizen_number, account.phone_number) is not None
            assert has_post_id or is_verified, "opened without an approved appointment"


def a_person_has_one_account(_model: Model, _asked: Asked, _before: Seen, after: Seen) -> None:
    held = Counter(
        account.citizen_number
        for account in after.accounts.values()
        if account.standing is not Standing.CLOSED
    )
    assert all(times == 1 for times in held.values())


def no_session_begins_without_a_proof(model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    """A signature, or the right password and one more way in; of an account that is active.

    The browser that has just opened an account goes on into it once, if its ways in are the same still.
    """
    for session_id in set(after.sessions) - set(before.sessions):
        account = after.accounts[after.sessions[session_id][0]]
        assert asked.method == "POST"
        assert account.is_active
        if is_renewed(asked, before, after, account):
            continue
        knows = asked.browser.knows
        if asked.path == FROM_THE_END and knows.take(of(Shown.OPENED, opened_as(account))):
            continue
        assert knows.take(signed(holder_of(account))) or (
            knows.has(of(Shown.PASSWORD, account.id))
            and (
                knows.take(of(Shown.PHONE_CODE, account.phone_number, Purpose.SIGN_IN))
                or knows.take(of(Shown.APP_CODE, account.id))
            )
        ), "signed in without a proof"


def is_renewed(asked: Asked, before: Seen, after: Seen, account: Account) -> bool:
    """Return whether the browser's own session goes on under a new id, because it changed a way in."""
    was = before.accounts.get(account.id)
    own = [id_ for id_, (account_id, _) in before.sessions.items() if account_id == account.id]
    has_changed = was is not None and account.generation > was.generation
    return has_changed and session_account(asked, before) == account.id and not set(own) & set(after.sessions)


def no_way_in_changes_without_a_proof_of_another(
    model: Model, asked: Asked, before: Seen, after: Seen
) -> None:
    for account_id, account in after.accounts.items():
        was, knows = before.accounts.get(account_id), asked.browser.knows
        if was is None:
            continue
        if account.standing is Standing.CLOSED:
            assert account.password_hash is None
            continue
        if was.level != account.level:
            assert account.level > was.level
            assert knows.take(signed(holder_of(account))), "raised without a signature"
        changed = was.password_hash != account.password_hash or was.phone_number != account.phone_number
        if changed and not is_upgraded_hash(was, account):
            assert asked.method == "POST"
            is_proved = may_change(knows, was, account) or is_helped(knows, was, account, before)
            assert is_proved, "a way in was changed without a proof"
        if (account_id in after.apps) != (account_id in before.apps) and not changed:
            assert may_change(knows, was, account) or knows.has(of(Shown.PASSWORD, account_id))


def is_helped(knows: Knowledge, was: Account, account: Account, before: Seen) -> bool:
    """Return whether two people at a desk gave help to a phone, which has confirmed that in this browser."""
    given = [
        phone for phone in phones_helped(before, was.id) if account.phone_number in {was.phone_number, phone}
    ]
    return any(knows.take(of(Shown.PHONE_CODE, phone, Purpose.RECOVER)) for phone in given)


def is_upgraded_hash(was: Account, account: Account) -> bool:
    return was.generation == account.generation and was.phone_number == account.phone_number


def may_change(knows: Knowledge, was: Account, account: Account) -> bool:
    """Return whether the browser has shown, just once for this, what the table of proofs asks for."""
    if knows.take(signed(holder_of(was))):
        return True
    if was.level != 2:
        return False
    if was.phone_number != account.phone_number:
        return knows.take(of(Shown.PHONE_CODE, account.phone_number, Purpose.PROVE))
    return knows.take(of(Shown.PHONE_CODE, was.phone_number)) or knows.take(of(Shown.APP_CODE, was.id))


def no_account_is_frozen_without_a_proof(model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    """By the code that its own phone got to stop it, or by a dispute of the same person.

    The end of a dispute says what becomes of the account: two officers decide, or the disputer withdraws.
    """
    for account_id, account in after.accounts.items():
        was = before.accounts.get(account_id)
        if was is None or was.standing is account.standing:
            continue
        if dispute := ended_now(before, after, account_id):
            assert account.standing is standing_after(dispute, was), "not what was decided"
            may_end = dispute.decision or may_withdraw(asked, dispute.reference)
            assert may_end, "withdrawn without the viewing code"
            continue
        if taken_over(before, after, account_id):
            continue
        is_stopped = (was.standing, account.standing) == (Standing.ACTIVE, Standing.FROZEN)
        assert is_stopped or may_open(asked, was, before), "opened again without a proof"
        if account.standing is Standing.FROZEN:
            assert not [one for one, _ in after.sessions.values() if one == account_id]
            assert may_freeze(model, asked, was, before), "frozen without a proof"


def may_withdraw(asked: Asked, reference: str) -> bool:
    """Return whether the browser has typed the viewing code of a dispute."""
    return asked.browser.knows.has(of(Shown.VIEWING_CODE, reference))


def may_open(asked: Asked, was: Account, before: Seen) -> bool:
    """Return whether the browser may open a stopped account again."""
    knows = asked.browser.knows
    code = of(Shown.PHONE_CODE, was.phone_number, Purpose.PROVE)
    helped = [of(Shown.PHONE_CODE, phone, Purpose.RECOVER) for phone in phones_helped(before, was.id)]
    return (
        knows.take(signed(holder_of(was)))
        or (was.level == 2 and knows.take(code))
        or any(knows.take(one) for one in helped)
    )


def may_freeze(model: Model, asked: Asked, was: Account, before: Seen) -> bool:
    if asked.path == "/code":
        texts = before.messages.get(was.phone_number, ())
        return asked.form.get("code", "").upper().replace("-", "") in {
            one.replace("-", "") for text in texts for one in WAY_ON.findall(text)
        }
    own_phone = called(holder_of(was)).phone_number
    return asked.browser.knows.take(signed(holder_of(was))) or (
        was.level == 2 and asked.browser.knows.take(of(Shown.PHONE_CODE, own_phone, Purpose.PROVE))
    )


def of(kind: Shown, who: str, purpose: str = "") -> Callable[[Evidence], bool]:
    """Make a test of evidence."""
    return lambda one: (one.kind, one.who) == (kind, who) and purpose in {"", one.purpose}


def signed(who: str) -> Callable[[Evidence], bool]:
    """Make a test of evidence: a signature of this person, by SIM or by token."""
    return lambda one: one.kind in {Shown.SIM, Shown.TOKEN} and one.who == who


ACCOUNT_RULES: tuple[Rule, ...] = (
    no_account_is_opened_without_its_proof,
    a_person_has_one_account,
    no_session_begins_without_a_proof,
    no_way_in_changes_without_a_proof_of_another,
    no_account_is_frozen_without_a_proof,
)
