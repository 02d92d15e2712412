"""The SMS gateway as eSMS describes it: taking messages, the inbox of each phone, delivery receipts."""
