"""A token in a helper, in process: each helper's answer to a challenge, right or corrupted."""

import base64
import json
from dataclasses import dataclass, field
from hashlib import sha256

from sandbox.authority import Credential, Hierarchy
from tests.unit.verifiers.pki import Country, enveloped, signed
from verifiers.certificates import Certificate, SignatureScheme, TrustList
from verifiers.usb_token import Helper, TokenChallenge, TokenRefusal, TokenSigning

OUR_ORIGIN = "https://cuaso.example"


def token_country() -> Country:
    """A country whose product trusts the tokens' and the government's roots."""
    country = Country()
    authority = country.authority
    trust = TrustList.from_pem(
        public_roots=authority.root_pem(Hierarchy.TOKEN),
        government_roots=authority.root_pem(Hierarchy.GOVERNMENT),
        issuing=authority.issuing_pem(*Hierarchy),
    )
    country.verifier = country.verifier_with(trust, counterpart="usb_token")
    return country


@dataclass
class Computer:
    """A computer with a token in it, and the product's verifier at the other end."""

    country: Country = field(default_factory=token_country)

    def __post_init__(self) -> None:
        self.signing = TokenSigning(
            certificates=self.country.verifier, lifetime_seconds=300, clock=lambda: self.country.now
        )

    def challenge(self, **changes: str) -> TokenChallenge:
        said = {"origin": OUR_ORIGIN, "purpose": "register", "registration_id": "r1", "browser": "b1"}
        return TokenChallenge.make(moment=self.country.now, **{**said, **changes})

    def token(self, key: str) -> Credential:
        return self.country.authority.credential(key)

    def verify(self, helper: Helper, answer: str, challenge: TokenChallenge) -> Certificate | TokenRefusal:
        return self.signing.verify(helper, answer, challenge)

    def outcome(self, helper: Helper, key: str) -> Certificate | TokenRefusal:
        """Sign a fresh challenge with the token *key*, and ask what comes of it."""
        challenge = self.challenge()
        return self.verify(helper, answer_of(helper, self.token(key), challenge), challenge)


def answer_of(
    helper: Helper, token: Credential, challenge: TokenChallenge, *, origin: str = OUR_ORIGIN
) -> str:
    """What *helper* brings back after the PIN."""
    match helper:
        case Helper.VGCA:
            return vgca_answer(token, challenge.to_bytes())
        case Helper.VNPT:
            return json.dumps({"envelope": text(enveloped(token, over=challenge.to_bytes(), attached=False))})
        case Helper.WEB_EID:
            return web_eid_token(token, nonce=challenge.web_eid_nonce, origin=origin)


def vgca_answer(token: Credential, over: bytes) -> str:
    signature = signed(token, SignatureScheme.PKCS1_SHA256, over)
    return json.dumps({"signature": text(signature), "certificate": text(token.certificate)})


def web_eid_token(token: Credential, *, nonce: str, origin: str = OUR_ORIGIN, **changes: str) -> str:
    over = b"".join(sha256(part.encode()).digest() for part in (origin, nonce))
    algorithm, scheme = (
        ("RS256", SignatureScheme.PKCS1_SHA256)
        if token.holder.rsa
        else ("ES256", SignatureScheme.ECDSA_SHA256_RAW)
    )
    told = {
        "unverifiedCertificate": text(token.certificate),
        "algorithm": algorithm,
        "signature": text(signed(token, scheme, over)),
        "format": "web-eid:1.0",
        "appVersion": "https://web-eid.eu/web-eid-app/releases/2.6.0",
    }
    return json.dumps({**told, **changes})


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()
