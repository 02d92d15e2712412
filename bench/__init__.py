"""How fast and how light the product is, measured so that anyone can repeat it: ``python -m bench``."""
