"""How the accounts' tables came to be, step by step; `accounts.storage.database.upgrade` walks them."""
