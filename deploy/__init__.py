"""Set up, start and check the product on one machine; the product imports nothing from here."""
