"""Registering with a social-insurance number, level 2. No other method."""
