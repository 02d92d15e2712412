"""The screens of an account's owner: sign-in, recovery, my account, my data. No registration here."""
