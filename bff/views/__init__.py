"""The screens: one folder for each method, and folders for all other screens. Never a rule or a store."""
