"""The gateway that lets a SIM sign, its SIMs, and what becomes of each request; nothing real is ever rung."""
