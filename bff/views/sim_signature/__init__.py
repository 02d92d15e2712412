"""Registering, signing in and proving an identity with a SIM signature. A certificate proves level 3."""
