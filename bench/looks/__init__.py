"""What the screens of the gallery look like on a phone: measured, and as contact sheets."""
