"""What a portal may be told: the claims about an account, and the level that a sign-in reaches. Pure."""
