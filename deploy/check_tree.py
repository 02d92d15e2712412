"""Find texts that must not be in the tree: addresses of package indexes, paths of one machine, private keys.

The lock files must work with any package index, and the repository must work on any machine.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

#: Patterns that no file may contain, each with the name of the fault in the report.
FORBIDDEN = {
    re.compile(
        r"(?:registry\.(?:npmjs|yarnpkg)\.|pypi\.org/simple|files\.pythonhosted\.|npm\.pkg\.github\.)"
    ): "address of a package registry",
    re.compile(r"(?<![\w.<>})])/(?:work|root|home/\w+|Users/\w+)/"): "path of one machine",
    re.compile(r"^-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*$", re.MULTILINE): "private key",
}

#: More patterns for the lock files, which may contain no address of any kind.
IN_LOCKS = {
    re.compile(r"^\s*--(?:extra-)?(?:index-url|find-links|trusted-host)", re.MULTILINE): "index option",
    re.compile(r"(?:@\s*|\"resolved\":\s*\")(?:https?|file):"): "address of a package",
}
LOCKS = (
    "requirements/runtime.txt",
    "requirements/development.txt",
    "package-lock.json",
    "pwa/bundler/package-lock.json",
)


def faults_in(path: str, text: str) -> Iterator[str]:
    """Yield a line of the report for each forbidden text in *text*, the content of the file *path*."""
    rules = FORBIDDEN | (IN_LOCKS if path in LOCKS else {})
    for pattern, fault in rules.items():
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{path}:{line}: {fault}: {match.group().strip()}"


def files_of_the_tree(folder: Path) -> list[str]:
    """List the paths of all files that are committed, or that ``git add`` would add."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=folder,
        capture_output=True,
        check=True,
    )
    return sorted(name for name in listing.stdout.decode().split("\0") if name)


def main() -> int:
    """Print all faults of this repository. Return the exit code: 1 if there are any."""
    folder = Path(__file__).resolve().parent.parent
    faults: list[str] = []
    for path in files_of_the_tree(folder):
        file = folder / path
        if file.is_file():
            faults.extend(faults_in(path, file.read_bytes().decode("utf-8", errors="replace")))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
