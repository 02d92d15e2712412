"""Registering, signing in and proving an identity with a SIM signature, level 3. No other method."""
