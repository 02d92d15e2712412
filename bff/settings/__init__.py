"""All settings of an operator, read from environment variables and checked at start. Never any state."""
