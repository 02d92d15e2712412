"""Disputes at the desk: officers decide; two people renew a lost viewing code. Never a citizen's screen."""
