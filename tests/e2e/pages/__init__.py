"""The product's screens as people meet them: found by role and name, in the language of the test."""
