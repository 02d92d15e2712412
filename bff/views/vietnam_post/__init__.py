"""Registering with Vietnam Post: with a verified PostID, or at a post office. No other method."""
