"""Devices that asked to be told by Web Push, what waits for them, and our keys. Never what a message says."""
