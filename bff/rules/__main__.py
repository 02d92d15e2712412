"""``python -m bff.rules``: prints the table of what a proof is worth, as `docs/limits.md` has it."""

from collections.abc import Iterator

from bff.rules.proofs import HIGHEST_LEVEL, TABLE, Cell, ProofPurpose, Row

HEADINGS = {
    ProofPurpose.REGISTER: "register",
    ProofPurpose.RAISE: "raise to 3",
    ProofPurpose.SIGN_IN: "sign in",
    ProofPurpose.NEW_PHONE: "new phone",
    ProofPurpose.RESET: "reset",
    ProofPurpose.FIRST_PASSWORD: "first password",
    ProofPurpose.OTHER_WAYS: "other ways in",
    ProofPurpose.OPEN_DISPUTE: "open a dispute",
    ProofPurpose.ANSWER_DISPUTE: "answer one",
    ProofPurpose.DELETE: "delete",
    ProofPurpose.AFTER_STOP: "after a stop",
}


def lines() -> Iterator[str]:
    """Yield the lines of the table in Markdown."""
    yield _line("proof", "what it binds", *HEADINGS.values())
    yield _line(*["---"] * (2 + len(HEADINGS)))
    for row in TABLE.values():
        yield _line(row.words, row.binds, *(_words(row, purpose) for purpose in HEADINGS))


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _words(row: Row, purpose: ProofPurpose) -> str:
    cell = row.cells.get(purpose)
    if cell is None:
        return "no"
    match purpose:
        case ProofPurpose.REGISTER:
            return str(row.reaches or "by setting")
        case ProofPurpose.RAISE:
            return "yes" if row.reaches == HIGHEST_LEVEL else "by setting"
        case ProofPurpose.OPEN_DISPUTE:
            return f"{'freezes' if cell.freezes else 'a case only,'}{_limited(cell)}"
        case _:
            conditions = {"that number": cell.only_proved_number, "wait": cell.waits}
            conditions |= {"not itself": cell.never_itself}
            named = [_limited(cell).strip(), *(words for words, holds in conditions.items() if holds)]
            return ", ".join(words for words in named if words) or "yes"


def _limited(cell: Cell) -> str:
    return "" if cell.up_to >= HIGHEST_LEVEL else f" level {cell.up_to}"


if __name__ == "__main__":
    print("\n".join(lines()))
