"""How records are stored: database, encryption, bases of tables and stores. Never a kind of record."""
