"""What an anonymous request costs at most: the table of docs/security.md, whose numbers a test counts."""

import re
from dataclasses import astuple, dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
HEADING = "## What an anonymous request costs at most"
ROW = re.compile(r"^\| `(?P<request>[A-Z]+ /\S*)` \|(?P<numbers>(?: *\d+ *\|){5})", re.MULTILINE)


@dataclass(frozen=True)
class Cost:
    """What one request costs.

    Attributes:
        operations: commands of Redis and statements of SQL.
        redis_bytes: memory of Redis for what the request left there.
        rows: new rows in the accounts' database.
        messages: SMS.
        questions: requests to counterparts, SMS included.
    """

    operations: int = 0
    redis_bytes: int = 0
    rows: int = 0
    messages: int = 0
    questions: int = 0

    def within(self, most: "Cost") -> bool:
        """Whether no number is above that of *most*."""
        return all(own <= bound for own, bound in zip(astuple(self), astuple(most), strict=True))


def documented() -> dict[str, Cost]:
    """The costs in docs/security.md, by request, e.g. ``POST /sign-in``; ``GET /*`` is every other page."""
    text = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")
    section = text.partition(HEADING)[2].partition("\n## ")[0]
    return {
        found["request"]: Cost(*(int(one) for one in found["numbers"].strip("|").split("|")))
        for found in ROW.finditer(section)
    }
