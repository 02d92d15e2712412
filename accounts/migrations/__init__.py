"""How the accounts' tables came to be, step by step; `accounts.database.upgrade` walks them."""
