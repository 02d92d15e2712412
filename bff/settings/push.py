"""Settings of Web Push: news on a device beside the SMS. As in `bff.settings.groups`."""

from dataclasses import dataclass

#: The push services of Chrome and Edge, Firefox, Safari, and Edge on older systems.
HOSTS = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)


@dataclass(frozen=True, kw_only=True)
class PushSettings:
    """Web Push: off while PUSH_CONTACT is empty."""

    push_contact: str = ""
    """Where push services reach the operator: `mailto:…` or `https://…` (RFC 8292). Empty: nothing is sent to
    devices, and it is not offered."""
    push_hosts: tuple[str, ...] = HOSTS
    """Hosts of push services between commas; `*.` stands for all hosts below one. Nothing else is asked. In a
    trial also the sandbox: `http://localhost:8001`."""
    push_timeout_seconds: float = 5.0
    """How long a push service may take to answer."""
    push_devices_per_account: int = 5
    """Devices that are told about one account, one dispute or one appointment. One more takes the place of
    the oldest."""
    push_changes_per_session_hour: int = 20
    """How often one browser session may turn the news on a device on or off in an hour, or move it to another
    address."""
