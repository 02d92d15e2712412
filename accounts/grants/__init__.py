"""What people allow portals: consents, what was passed on, sessions there and their ends. Never a portal."""
