"""Registering, signing in and proving who one is with a SIM signature: level 3, by a certificate."""
