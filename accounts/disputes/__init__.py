"""Disputes about an account: records, tables, store. Never how a proof of identity is made or checked."""
