"""The account's own screens: sign in and out, my account."""
