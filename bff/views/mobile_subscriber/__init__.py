"""Registering with a mobile subscription in one's own name: level 2, vouched for by the carrier."""
