"""Our signing keys as joserfc takes them; each is read once in a process: reading costs as signing."""

from joserfc import jwk

from accounts.portals.keys import SigningKey

_READ: dict[str, jwk.RSAKey | jwk.ECKey] = {}


def joserfc_key(key: SigningKey) -> jwk.RSAKey | jwk.ECKey:
    """Return the private key of *key*."""
    if key.kid not in _READ:
        kind = jwk.RSAKey if key.alg == "RS256" else jwk.ECKey
        _READ[key.kid] = kind.import_key(key.pem)
    return _READ[key.kid]
