"""Passwords that a person who knows Viet Nam would guess, and passphrases that nobody guesses: for tests."""
