"""Files that a person keeps: a deadline for the calendar. They hold no personal data."""
