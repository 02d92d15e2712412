"""Registering with a mobile subscription in the person's own name. The carrier vouches for level 2."""
