"""Records that outlive one registration: accounts, disputes, appointments, requests, staff, links, audit.

A folder holds one kind of record: frozen records, rows (its tables) and a store (its verbs). Never a web
request, a language or a call to a counterpart: plain values come in, frozen records go out.
"""
