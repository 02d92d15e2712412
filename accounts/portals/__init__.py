"""Portals that sign people in with these accounts: facts, secrets, keys, sessions. Never a person's data."""
