"""Registering, signing in and proving an identity with VNeID, level 2 or by setting 3. No other method."""
