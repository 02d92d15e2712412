"""Keeps compiled templates for all products of one process: each test makes a product of its own."""

from types import CodeType
from typing import Final

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """A cache in memory. A template has one compiled form for each language (`bff.serving.rendering`)."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Return the place of a template's code in the language of *environment*."""
        language = getattr(environment, "language", None)
        return super().get_bucket(environment, f"{language}/{name}", filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill *bucket*, if its template was compiled in this process."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of *bucket*."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


#: For every product that a test of this process makes from the bundle of this tree.
COMPILED: Final = CompiledTemplates()
