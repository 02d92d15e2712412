"""Relying parties that were not written here, a portal by raw HTTP, and the provider that they meet."""
