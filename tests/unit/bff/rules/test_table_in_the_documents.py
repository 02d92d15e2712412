"""The documents' table of what a proof is worth is the one that the code has."""

from pathlib import Path

from bff.journeys.purpose import Aim
from bff.rules.__main__ import lines
from bff.rules.proofs import PURPOSE_OF

LIMITS = Path(__file__).parents[4] / "docs" / "limits.md"


def test_the_documented_table_is_made_from_the_code() -> None:
    text = LIMITS.read_text(encoding="utf-8")
    assert "\n".join(lines()) in text, "python -m bff.rules prints the table for docs/limits.md"


def test_every_aim_of_a_proof_has_a_purpose_in_the_table() -> None:
    assert set(PURPOSE_OF) == set(Aim)
