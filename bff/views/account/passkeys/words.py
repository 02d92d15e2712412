"""Words for passkeys that did not count, and for where a passkey is kept."""

from collections.abc import Mapping

from accounts.second_factors.passkeys import Passkey
from bff.owners.passkeys import Trouble
from bff.serving.language import gettext as _
from bff.serving.language import lazy

#: What the challenges of an account are for.
MAKE, CONFIRM = "make", "confirm"

TROUBLE: Mapping[str, str] = {
    Trouble.NOT_OURS: lazy("The passkey did not fit. Press the button again, or use another way."),
    Trouble.TOO_LATE: lazy("That took too long. Press the button again."),
    Trouble.UNKNOWN: lazy(
        "This passkey is not known here: it was removed, or its account is gone. You can delete it from your "
        "device."
    ),
    Trouble.COPIED: lazy(
        "This passkey was refused, because a copy of it seems to be in use. Sign in in another way and "
        "remove it."
    ),
    Trouble.OF_ANOTHER: lazy("This passkey belongs to another account. Use one of this account."),
}


def place_of(passkey: Passkey) -> str:
    """Say where a passkey is kept, as its device has told: a key to plug in is often the phone itself."""
    if passkey.is_backup_eligible:
        return _("Synced: on all devices of your account with Apple, Google or another keeper of passwords")
    if "internal" in passkey.transports:
        return _("On one device")
    if {"usb", "nfc", "ble", "smart-card"} & set(passkey.transports):
        return _("On a security key")
    return _("On a device")
