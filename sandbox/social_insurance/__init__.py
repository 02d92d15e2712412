"""The social-insurance register, asked over a province's data bus (LGSP): token endpoint and look-up."""
