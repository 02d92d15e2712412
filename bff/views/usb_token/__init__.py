"""Registering, signing in and proving an identity with a USB token, level 3. No other method."""
