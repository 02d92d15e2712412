"""Addresses that counterparts call, not browsers: delivery receipts. No screens."""
