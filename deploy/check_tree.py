"""What must not be in the tree: an index address, a path of one machine, a private key.

The locks must work with any package index, and the repository on any machine.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

#: What no file may hold, and what to tell whoever put it there.
FORBIDDEN = {
    re.compile(
        r"(?:registry\.(?:npmjs|yarnpkg)\.|pypi\.org/simple|files\.pythonhosted\.|npm\.pkg\.github\.)"
    ): ("address of a package registry"),
    re.compile(r"(?<![\w.<>})])/(?:work|root|home/\w+|Users/\w+)/"): "path of one machine",
    re.compile(r"^-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*$", re.MULTILINE): "private key",
}

#: What else a lock may not hold: any address at all.
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
    """Tell each thing in *text* that does not belong there, with its line."""
    rules = FORBIDDEN | (IN_LOCKS if path in LOCKS else {})
    for pattern, what in rules.items():
        for found in pattern.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield f"{path}:{line}: {what}: {found.group().strip()}"


def files_of_the_tree(folder: Path) -> list[str]:
    """Paths of all files that are, or could be, committed."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=folder,
        capture_output=True,
        check=True,
    )
    return sorted(name for name in listing.stdout.decode().split("\0") if name)


def main() -> int:
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
