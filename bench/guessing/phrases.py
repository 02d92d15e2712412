"""Count false alarms on 100,000 passphrases picked by chance, and patterns that pass: shares, not times."""

from concurrent.futures import ProcessPoolExecutor

from bench.figures import Table
from bff.rules.passwords import OwnFacts, password_flaws
from tests.support.guessing.passphrases import SHAPES, picked_by_chance
from tests.support.guessing.patterns import halves

SEED = 20261127
OF_A_SHAPE, OF_A_PART, PATTERNS = 10_000, 1_000, 3_000
_NONE = frozenset[str]()


def measure() -> list[Table]:
    """Count, and return the tables."""
    parts = [(shape, part) for shape in SHAPES for part in range(OF_A_SHAPE // OF_A_PART)]
    refused = dict.fromkeys(SHAPES, 0)
    with ProcessPoolExecutor() as processes:
        for (shape, _part), count in zip(parts, processes.map(_refused, parts), strict=True):
            refused[shape] += count
        passed = sum(processes.map(_passes, halves()[1].passwords(count=PATTERNS), chunksize=100))
    total = len(SHAPES) * OF_A_SHAPE
    rows = [(shape, f"{count}", _share(count, OF_A_SHAPE)) for shape, count in refused.items()]
    return [
        Table(
            f"Passphrases picked by chance that are refused, of {OF_A_SHAPE:,} of each shape",
            ("shape", "refused", "share"),
            (*rows, ("all", f"{sum(refused.values())}", _share(sum(refused.values()), total))),
            "The aim is under 0.1 % of all. Each meets the portal's rule; words end with a digit and a sign.",
        ),
        Table(
            "Patterns of our own list that pass",
            ("patterns", "pass", "share"),
            ((f"{PATTERNS:,}", f"{passed}", _share(passed, PATTERNS)),),
            "Half of the list was set aside at first, but was looked at since "
            "([0045](decisions/0045-how-guessable-passwords-are-found.md)).",
        ),
    ]


def _share(count: int, of: int) -> str:
    return f"{100 * count / of:.2f} %"


def _refused(part: tuple[str, int]) -> int:
    shape, number = part
    phrases = picked_by_chance(shape, OF_A_PART, seed=SEED + number)
    return sum(bool(password_flaws(one, OwnFacts(), breached=_NONE)) for one in phrases)


def _passes(password: str) -> bool:
    return not password_flaws(password, OwnFacts(), breached=_NONE)
