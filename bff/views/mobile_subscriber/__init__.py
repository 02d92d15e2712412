"""Registering with a mobile subscription in the person's own name, level 2. No other method."""
