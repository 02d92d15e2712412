"""The citizens' screens of disputes: open, follow, answer, register. Staff decide at the desk, not here."""
