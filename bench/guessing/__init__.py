"""Counts which passphrases picked by chance the rules of passwords refuse, and which patterns pass."""
