"""What all tests share: the real servers of tests/services.py, and databases on them."""

pytest_plugins = ["tests.services", "tests.migrated", "pytester"]
