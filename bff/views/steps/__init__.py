"""Screens that several journeys share, and their actions. No screen of a single method or of the account."""
