"""Registering, signing in and proving an identity with a USB token. A phone can begin, a computer signs."""
