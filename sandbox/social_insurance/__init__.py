"""The social-insurance register behind a province's data bus (LGSP): token endpoint, look-up, records."""
