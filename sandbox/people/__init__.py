"""The fictitious people of the sandbox: the table of all of them, and their number ranges."""
