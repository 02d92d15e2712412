"""Every outside format has a row with a public sample and tests, or a marked assumption in docs/decisions."""

import re
from pathlib import Path

import pytest

from deploy.assumptions import BEGUN, MARKED, RECORDS, Assumption, assumptions, main
from tests.support.asvs import functions_of_tests
from tests.support.ran import main as missing_in
from tests.support.samples import Sample, samples

REPOSITORY = Path(__file__).parents[3]
ROWS = samples()
#: What the modules of verifiers that know no outside format are for.
NO_FORMAT = {
    "challenge": "our own challenge, which others only sign",
    "connections": "bounds of connections",
    "errors": "our own errors",
    "http": "HTTP, whatever is asked",
    "one_time_code": "our own codes",
    "places": "who waits for a place at a counterpart",
    "portals": "OpenID Connect, judged by relying parties that others wrote (tests/judges_openid)",
    "wrapping": "what certificates and lists are wrapped in, tried with those",
}
#: The page's scripts for tokens that know no helper's format.
NO_HELPER = {"page.js", "permission.js", "socket.js"}
#: The records of assumptions that are rules or numbers of our own, not formats.
NO_FORMATS = {"0004", "0013", "0017", "0018", "0045", "0056", "0058", "0071"}

each = pytest.mark.parametrize("row", ROWS, ids=[row.format for row in ROWS])


@each
def test_a_row_names_a_public_sample_or_an_assumption(row: Sample) -> None:
    place = (row.repository, row.commit, row.path)
    assert all(place) != bool(row.assumption)
    assert any(place) != bool(row.assumption)
    if not row.assumption:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", row.repository)
        assert re.fullmatch(r"[0-9a-f]{40}", row.commit)
        assert not row.path.startswith("/")


@each
def test_a_row_names_tests_that_exist(row: Sample) -> None:
    assert row.tests
    for test in row.tests:
        path, _, name = test.partition("::")
        assert name in functions_of_tests(path), test


@each
def test_a_row_with_a_public_sample_is_tested_here(row: Sample) -> None:
    here = [test for test in row.tests if test.startswith("unit/formats/")]
    assert here or row.assumption


@each
def test_the_readers_of_a_row_exist(row: Sample) -> None:
    assert row.readers
    for reader in row.readers:
        assert (REPOSITORY / reader).exists() or (REPOSITORY / f"{reader}.py").is_file(), reader


def test_no_two_rows_are_of_one_name() -> None:
    names = [row.format for row in ROWS]
    assert sorted(set(names)) == sorted(names)


def test_every_verifier_has_a_row_or_a_reason_to_have_none() -> None:
    parts = {
        file.stem
        for file in (REPOSITORY / "verifiers").iterdir()
        if not file.name.startswith("__") and (file.is_dir() or file.suffix == ".py")
    }
    read = {reader.removeprefix("verifiers/") for row in ROWS for reader in row.readers}
    assert parts - read == set(NO_FORMAT)


def test_every_helper_of_the_page_has_a_row() -> None:
    scripts = {file.name for file in (REPOSITORY / "pwa" / "token").glob("*.js")}
    read = {reader.removeprefix("pwa/token/") for row in ROWS for reader in row.readers}
    assert scripts - read == NO_HELPER


def test_rows_without_a_public_sample_are_the_marked_assumptions() -> None:
    rows = {(row.assumption, row.format) for row in ROWS if row.assumption}
    marked = {(one.record, one.name) for one in assumptions() if one.record not in NO_FORMATS}
    assert rows == marked


def test_an_assumption_has_one_form() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(RECORDS.glob("0*.md"))]
    begun = [line for text in texts for line in BEGUN.findall(text)]
    assert begun
    assert all(MARKED.fullmatch(line) for line in begun)


def test_make_assumptions_shows_every_assumption(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    told = capsys.readouterr().out
    one: Assumption
    for one in assumptions():
        assert f"{one.record}  {one.name}\n" in told
        assert one.how in told


def test_make_test_fails_where_a_rows_test_did_not_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = tmp_path / "ran.txt"
    ran.write_text("", encoding="utf-8")
    assert missing_in(str(ran)) == 1
    told = capsys.readouterr().out
    for row in ROWS:
        for test in row.tests:
            assert f"samples.toml names a test that did not run and pass: {test}\n" in told
