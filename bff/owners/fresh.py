"""Decides which proofs confirm a change of a way in: never the way in that is replaced.

The table of proofs says what else is enough. An open session confirms nothing: a stranger may hold an
unlocked phone that is signed in.
"""

from collections.abc import Mapping

from accounts.account.records import Account
from accounts.account.ways_in import Change, WayIn
from bff.owners.whose import phone_proves_holder
from bff.owners.worth import worth
from bff.rules.proofs import ProofKind, ProofPurpose
from bff.services import Services

#: The row of the table that judges a change.
PURPOSES: Mapping[Change, ProofPurpose] = {
    Change.FIRST_PASSWORD: ProofPurpose.FIRST_PASSWORD,
    Change.NEW_PASSWORD: ProofPurpose.RESET,
    Change.RESET_PASSWORD: ProofPurpose.RESET,
    Change.APP_ON: ProofPurpose.OTHER_WAYS,
    Change.APP_OFF: ProofPurpose.OTHER_WAYS,
    Change.RECOVERY_CODES: ProofPurpose.OTHER_WAYS,
    Change.PHONE: ProofPurpose.NEW_PHONE,
    Change.EMAIL: ProofPurpose.OTHER_WAYS,
    Change.PASSKEY_ON: ProofPurpose.OTHER_WAYS,
    Change.PASSKEY_OFF: ProofPurpose.OTHER_WAYS,
    Change.RAISE: ProofPurpose.RAISE,
}
#: Where a signed-in person makes a change, after a fresh proof.
IN_THE_ACCOUNT: Mapping[Change, str] = {
    Change.FIRST_PASSWORD: "account.change_password",
    Change.NEW_PASSWORD: "account.change_password",
    Change.APP_ON: "second_step.set_up",
    Change.APP_OFF: "second_step.turn_off",
    Change.RECOVERY_CODES: "second_step.recovery_codes",
    Change.EMAIL: "privacy.email",
    Change.PASSKEY_ON: "passkeys.add",
    Change.PASSKEY_OFF: "passkeys.remove",
}
#: Where a person makes a change after a proof of identity, or after a code to the account's phone.
BY_RECOVERY: Mapping[Change, str] = {
    Change.RESET_PASSWORD: "forgot_password.new_password",
    Change.PHONE: "new_phone.change",
}
#: Where a signed-in person raises the level, after a proof of identity.
BY_PROOF: Mapping[Change, str] = {Change.RAISE: "raising.raised"}
#: The ways in that a kind of proof shows. The app and its recovery codes are set up together.
SHOWS: Mapping[ProofKind, frozenset[WayIn]] = {
    ProofKind.PASSWORD: frozenset({WayIn.PASSWORD}),
    ProofKind.APP: frozenset({WayIn.APP, WayIn.RECOVERY_CODES}),
    ProofKind.RECOVERY_CODE: frozenset({WayIn.APP, WayIn.RECOVERY_CODES}),
    ProofKind.PHONE_CODE: frozenset({WayIn.PHONE}),
    ProofKind.PASSKEY: frozenset({WayIn.PASSKEY}),
}


def may_confirm(
    parts: Services, kind: ProofKind, change: Change, account: Account, *, phone_number: str | None = None
) -> bool:
    """Return whether a fresh proof of this *kind* is enough for *change*.

    Args:
        phone_number: E.164; the number that a proof of identity confirmed.
    """
    if change.way in SHOWS.get(kind, frozenset()):
        return False
    if kind is ProofKind.PHONE_CODE and not phone_proves_holder(parts, account):
        return False
    return worth(parts, kind, PURPOSES[change], account, phone_number=phone_number).is_allowed


def ways_to_confirm(parts: Services, account: Account, change: Change) -> list[ProofKind]:
    """Return the ways in that the account has and that confirm *change*, the handiest first."""
    has_app = parts.second_factors.has_app(account.id)
    has = {
        ProofKind.PASSWORD: account.password_hash is not None,
        ProofKind.APP: has_app,
        ProofKind.RECOVERY_CODE: has_app,
        ProofKind.PHONE_CODE: True,
        ProofKind.PASSKEY: parts.settings.passkeys and parts.passkeys.has_any(account.id),
    }
    return [kind for kind, there in has.items() if there and may_confirm(parts, kind, change, account)]
