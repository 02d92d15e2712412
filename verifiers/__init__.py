"""The clients of outside counterparts, and the identities they vouch for; no web, no languages here."""
