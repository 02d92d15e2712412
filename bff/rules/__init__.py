"""Rules that need no web and no store: which codes count, which passwords are good. Pure."""
