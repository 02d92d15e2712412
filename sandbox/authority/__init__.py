"""The sandbox's certificate authority: hierarchies, certificates of fictitious holders, CRL and OCSP.

It makes the good and the bad certificates that a SIM or a USB token can hold, with real keys and the real
protocols: X.509 and CRL (RFC 5280), OCSP (RFC 6960). `HOLDERS` lists them; read it as a manual.
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
