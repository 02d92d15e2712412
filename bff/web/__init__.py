"""What all screens share: gate, walking, fields, sessions, errors, gallery. Never a screen itself."""
