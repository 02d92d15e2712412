"""The check of a CMS envelope (RFC 5652): one signer, and exactly our bytes; never trust in a certificate.

`check_envelope` is the entry. `checking` finds the signer and compares the content, `attributes` reads the
signed attributes, `signing` checks the signature with the signer's key, `der` refuses what DER forbids.
"""

from verifiers.examination.envelope.checking import Signer, check_envelope

__all__ = ["Signer", "check_envelope"]
