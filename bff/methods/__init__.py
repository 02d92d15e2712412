"""The types of methods and parts, and the making of counterparts' clients. Never a declared method."""
