"""Registering with Vietnam Post: with a verified PostID, or verified by two people at a post office."""
