"""How the product is set up, started and checked on one machine; nothing here is imported by the product."""
