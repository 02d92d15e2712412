"""A wire whose far end says what the test wrote down: a real httpx2 transport, for what no sandbox plays."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache

import httpx2
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

Answer = httpx2.Response | Callable[[httpx2.Request], httpx2.Response] | httpx2.TransportError
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Wire(httpx2.MockTransport):
    """Gives the written answers in turn, the last one for ever, and keeps the requests."""

    def __init__(self, *answers: Answer) -> None:
        super().__init__(self._answer)
        self.requests: list[httpx2.Request] = []
        self._answers = list(answers)

    @property
    def client(self) -> httpx2.Client:
        return httpx2.Client(transport=self)

    def sent(self, index: int = -1) -> Mapping[str, object]:
        """The JSON object in one of the requests."""
        found: Mapping[str, object] = json.loads(self.requests[index].content)
        return found

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, httpx2.TransportError):
            raise answer
        if isinstance(answer, httpx2.Response):  # a copy, because an answer can be read once
            return httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return answer(request)


class Stream(httpx2.SyncByteStream):
    """A body that comes in the given chunks, however many."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(key: Key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_pem(key: Key) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
