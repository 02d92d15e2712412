"""A test whose logs hold a sandbox person's data fails, however the line was written."""

import pytest

from tests.unit.conftest import Written

LEAKS = (
    "logging.getLogger('cuaso').debug('welcome %s', LEAK)",
    "logging.getLogger('somebody.else').error('failed for %s', LEAK)",
    "structlog.get_logger().info('welcome', name=LEAK)",
    "print(LEAK.upper(), file=sys.stderr)",
    "print('sent to 0900 000 001')",
)
NO_LEAKS = (
    "logging.getLogger('cuaso').info('matched')",
    "logging.getLogger('sandbox.carrier').info('asked for %s', LEAK)",
    "logging.getLogger('httpx2').info('GET http://sandbox/qa/messages/+84900000001')",
    "assert LEAK",
)


def test_leaks_into_the_logs_fail_their_tests_and_nothing_else_does(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str], written_logs: Written
) -> None:
    pytester.makeconftest("from tests.unit.conftest import *")
    lines = ["import logging, sys", "import structlog", "LEAK = 'Nguyễn Thị Lan'"]
    lines += [f"def test_{number}(): {line}" for number, line in enumerate([*LEAKS, *NO_LEAKS])]
    pytester.makepyfile("\n".join(lines))
    # Playwright's plugin cannot run inside itself.
    result = pytester.runpytest_inprocess(
        "-p", "no:playwright", "-p", "no:cacheprovider", "--log-level=DEBUG"
    )
    # The leaks meant here must not fail this test itself.
    capsys.readouterr()
    written_logs.lines.clear()
    result.assert_outcomes(failed=len(LEAKS), passed=len(NO_LEAKS))
    told = [line for line in result.outlines if line.startswith("personal data in the logs of this test: ")]
    assert len(told) == len(LEAKS)
