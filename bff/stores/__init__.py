"""Everything that lives in Redis: flows, limits, sessions, leases, counts. Never a screen, never SQL."""
