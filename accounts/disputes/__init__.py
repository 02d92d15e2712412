"""Disputes about an account: records, tables, store. It never decides what a proof is worth."""
