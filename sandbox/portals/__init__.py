"""Plays two portals that sign people in with the product's accounts: one standard, one of the old shape.

What they ask, and how they check the answers, follows OpenID Connect Core 1.0, RP-Initiated Logout 1.0,
Back-Channel Logout 1.0, RFC 7523, RFC 7636 and RFC 9207, and for the old shape the public code of portals.
"""
