"""The SMS gateway, by the manual of eSMS: it accepts messages, keeps inboxes and sends delivery receipts."""
