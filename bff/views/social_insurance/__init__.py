"""Registering with a social-insurance number: level 2, vouched for by the social-insurance register."""
