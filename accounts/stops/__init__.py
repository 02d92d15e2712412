"""Stopping an account by a code, and opening it again after a proof. Never whose it is: disputes decide."""
