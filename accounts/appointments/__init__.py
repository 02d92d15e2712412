"""Appointments at a post office: records, table, store, and what time does to them. Never a message."""
