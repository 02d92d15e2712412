"""Whose account it is, and what a proof or a certificate leads to. It sends nothing and shows nothing."""
