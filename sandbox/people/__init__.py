"""The fictitious people of the sandbox: one readable table, and the number ranges they come from."""
