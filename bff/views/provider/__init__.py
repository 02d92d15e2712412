"""Portals sign people in with their accounts: the OpenID provider, its screens, and what machines ask it."""
