"""One account: records, tables, store, claims and history. Never a dispute, a request or staff."""
