"""What outlives a registration: accounts, their password hashes, consents and history.

This package knows neither the web nor the counterparts: plain values come in, frozen records go out.
"""
