"""What all tests share: the real servers of tests/services.py."""

pytest_plugins = ["tests.services", "pytester"]
