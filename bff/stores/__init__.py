"""Everything that is kept in Redis: flows, limits, sessions, leases, counts. No screen, no SQL."""
