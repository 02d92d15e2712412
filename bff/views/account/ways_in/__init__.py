"""Changes of ways in: the fresh proof before one, what follows one, stopping, and opening again."""
