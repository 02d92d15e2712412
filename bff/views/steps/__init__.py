"""Screens that several journeys share, and what they do. No journey of one method or one account is here."""
