"""The steps that made the accounts' tables; `accounts.storage.database.upgrade` runs them. Never a store."""
