"""Easy mode: one question on a screen, larger letters, fewer words; the browser remembers it."""
