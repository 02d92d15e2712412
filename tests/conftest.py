"""What all tests share: the real servers of tests/support/services.py, and databases on them."""

pytest_plugins = [
    "tests.support.services",
    "tests.support.migrated",
    "tests.support.pgbouncer",
    "tests.support.ran",
    "pytester",
]
