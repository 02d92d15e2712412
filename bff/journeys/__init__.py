"""What a journey is and one person's run through it. Pure: no Flask, no Redis, no views."""
