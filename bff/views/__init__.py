"""The screens: one folder a method, and `common` for what all methods share."""
