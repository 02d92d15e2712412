"""Asks who a person is, typed or read from the card, and has a register compare it. No method."""
