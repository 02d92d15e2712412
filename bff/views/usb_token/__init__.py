"""Registering, signing in and proving with a USB signing token, on a computer or begun on a phone."""
