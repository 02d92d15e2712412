"""Which devices an account's holder is told on. The SMS and their words are in `bff.messages`."""
