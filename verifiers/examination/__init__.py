"""What certificates and signatures say by themselves: parsing, paths, signatures; it asks nobody anything.

Strangers choose these bytes, so the product runs this folder in a process of its own (`__main__`), which
`verifiers.certificates` starts, asks and ends. It imports as little as possible: no HTTP, no settings.
"""
