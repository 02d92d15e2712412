"""One account: its records, tables, store, claims and history. No dispute, no staff, no request."""
