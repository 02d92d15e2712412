"""The sandbox's certificate authority: hierarchies, certificates of fictitious holders, CRL and OCSP.

It plays every certificate that a signing SIM or a USB token may hold, good and bad, with real keys over the
real protocols: X.509 and CRL (RFC 5280), OCSP (RFC 6960). `HOLDERS` is who has what, readable as a manual.
"""

from sandbox.authority.authority import Authority, Credential
from sandbox.authority.holders import HOLDERS, Hierarchy, Holder, Standing, holder_called, holder_with_phone

__all__ = [
    "HOLDERS",
    "Authority",
    "Credential",
    "Hierarchy",
    "Holder",
    "Standing",
    "holder_called",
    "holder_with_phone",
]
