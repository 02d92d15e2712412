"""Does a browser's proof of work, as pwa/solver.js does it."""

from itertools import count

from bff.rules.work import PARTS, is_right


def solve(challenge: str) -> str:
    """Return the answer to a form's challenge."""
    _expires, bits, _random, seed = challenge.split(".")
    numbers = [next(n for n in count() if is_right(seed, int(bits), part, n)) for part in range(PARTS)]
    return f"{challenge}.{'-'.join(map(str, numbers))}"
