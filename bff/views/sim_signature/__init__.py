"""Registering, signing in and raising a level with a SIM signature: level 3, vouched for by a certificate."""
