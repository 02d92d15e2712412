"""The inboxes of the phones, in memory."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from markupsafe import Markup, escape

#: The registered text begins with the one-time code.
ONE_TIME_CODE = re.compile(r"\A(\d{6}|\d{10})\b", re.ASCII)


@dataclass(frozen=True)
class Message:
    """One SMS as the phone shows it."""

    id: str
    phone_number: str
    sender: str
    text: str
    received_at: datetime
    request_id: str

    @property
    def one_time_code(self) -> str | None:
        """The digits of a code at the beginning of the text, six or ten; None without a code."""
        match = ONE_TIME_CODE.match(self.text)
        return match.group(1) if match else None

    def to_json(self) -> dict[str, object]:
        """Return the message as a JSON object; its time is in ISO 8601."""
        return {
            "id": self.id,
            "sender": self.sender,
            "text": self.text,
            "one_time_code": self.one_time_code,
            "received_at": self.received_at.isoformat(),
            "request_id": self.request_id,
        }


class Inboxes:
    """The inboxes of all phones; a phone without messages has an empty one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._messages: dict[str, list[Message]] = defaultdict(list)

    def put(self, message: Message) -> None:
        """Add *message* to the inbox of its phone."""
        with self._lock:
            self._messages[message.phone_number].append(message)

    def of(self, phone_number: str) -> list[Message]:
        """Return the messages on *phone_number* (E.164) in the order of arrival, newest last."""
        with self._lock:
            return list(self._messages.get(phone_number, []))

    def empty(self, phone_number: str) -> None:
        """Delete the messages on *phone_number*."""
        with self._lock:
            self._messages.pop(phone_number, None)

    def reset(self) -> None:
        """Delete all messages."""
        with self._lock:
            self._messages.clear()


def links(text: str) -> Markup:
    """Write the text of a message with each web address in it as a link, as a phone shows it."""
    parts = re.split(r"(https?://[^\s<>]+[\w/])", text)
    written = [
        Markup('<a href="{}" rel="noreferrer">{}</a>').format(part, part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    ]
    return Markup("").join(written)
