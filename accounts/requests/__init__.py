"""Requests of holders about their own data, and how they are carried out. Never who may ask."""
