"""The SIM gateway: its endpoints, its fictitious SIMs and their transactions; it never rings a real phone."""
