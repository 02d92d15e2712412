"""A computer with a USB token: the helper program that pages talk to, its PIN dialog, and the token."""
