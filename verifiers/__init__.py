"""Clients of the outside counterparts: carriers, registers, gateways. No web pages and no translations."""
