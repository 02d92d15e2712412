"""What does not belong in the tree is found, and the tree is clean."""

import unicodedata

import pytest

from deploy import people_table
from deploy.check_tree import faults_in

#: Written in pieces, so that this file is clean itself.
SLASH, DASHES = "/", "-----"


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("README.md", f"see https:{SLASH * 2}registry.npm" + "js.org", "README.md:1: address of a package"),
        ("a.py", f"\nopen('{SLASH}root{SLASH}x')", "a.py:2: path of one machine"),
        ("a.py", f"open('{SLASH}home{SLASH}lan{SLASH}x')", "path of one machine"),
        ("key.pem", f"{DASHES}BEGIN PRIVATE KEY{DASHES}\nabc", "private key"),
        ("requirements/runtime.txt", "--index-url x", "index option"),
        ("requirements/runtime.txt", "flask @ https:" + "//x/flask.whl", "address of a package"),
        ("package-lock.json", '"resolved": "https:' + '//x/axe.tgz"', "address of a package"),
        ("pwa/bundler/package-lock.json", '"resolved": "https:' + '//x/e.tgz"', "address of a package"),
    ],
)  # fmt: skip
def test_what_belongs_elsewhere_is_found(path: str, text: str, fault: str) -> None:
    assert any(fault in found for found in faults_in(path, text))


@pytest.mark.parametrize("text", ["GET /register/phone", "https://portal.example.vn/home/", "flask==3.1.3"])
def test_what_belongs_here_is_left_alone(text: str) -> None:
    assert list(faults_in("README.md", text)) == []


def test_the_table_of_people_is_aligned_in_vietnamese_too() -> None:
    people = [
        {"full_name": "Nguye\u0302\u0303n Thử", "phone_number": "0900 000 001"},
        {"full_name": "An Nguyên", "phone_number": "0900 000 002"},
    ]
    lines = people_table.lay_out(people).splitlines()
    starts = {len(unicodedata.normalize("NFC", line).partition("0900")[0]) for line in lines[1:]}
    assert len(starts) == 1
