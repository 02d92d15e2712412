"""Authenticator apps, recovery codes and known browsers of an account. It holds no password."""
