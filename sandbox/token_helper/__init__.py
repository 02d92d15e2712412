"""A computer with a USB token in it: the helper that pages talk to, its PIN dialog, the token."""
