"""Measure the speed and the size of the product: ``python -m bench`` writes docs/measurements.md."""
