"""How records are stored: database, encryption, base of tables and stores. It knows no kind of record."""
