"""Every SMS that the product sends: its text, its limits, its sending. Never a screen."""
