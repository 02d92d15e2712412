"""What all screens share: gate, walking, fields, sessions, errors, health, gallery. Never a screen itself."""
