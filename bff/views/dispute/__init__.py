"""Disputes as citizens see them: opened, shown, answered, and what follows. No decision is taken here."""
