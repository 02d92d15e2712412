"""Limits of attempts: how many, and against whom each attempt counts. Never a screen, never a message."""
