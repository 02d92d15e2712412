"""The screen on which a device asks to be told of news, for an account, a dispute or an appointment."""
