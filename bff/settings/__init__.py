"""Everything that an operator sets, read from the environment and checked at start. No state."""
