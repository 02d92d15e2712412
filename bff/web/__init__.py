"""The mechanics of screens: gate, walking, fields, sessions, errors, health, gallery. No screen itself."""
