"""Passkeys of an account: signing in, offering, adding, listing, naming, removing. Never the desk's."""
