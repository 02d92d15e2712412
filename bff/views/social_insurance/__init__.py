"""Registering with a social-insurance number. The social-insurance register vouches for level 2."""
