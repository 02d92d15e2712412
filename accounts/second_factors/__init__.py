"""Second factors of an account: authenticator app, recovery codes, known browsers. Never a password."""
