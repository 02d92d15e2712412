"""Decides which account a person holds, and what follows a proof. Never a message, never a screen."""
