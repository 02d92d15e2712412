"""Keeps what lives for minutes between a portal and a person: requests, codes, tokens, used assertions.

All records are encrypted, expire, and are found by the hash of a random token: a person who reads all of
Redis can use none of them. The braces in keys are hash tags.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import redis
from redis.commands.core import Script

from accounts.storage.ciphers import FieldCipher
from bff.stores.sessions import id_of

#: A code waits this long for its portal; it is known as used for as long as its token could live.
CODE_SECONDS, TOKEN_SECONDS = 60, 300
#: A request waits while the person registers on the way, if they do something; a stranger's fills no store
#: for longer than a flow does. A pushed one waits for the browser that brings it.
REQUEST_SECONDS, REQUEST_IDLE_SECONDS, PUSHED_SECONDS = 3_600, 900, 90
#: So long a person may read the page of a pushed request before they press its button.
PUSHED_PAGE_SECONDS = 900
#: In characters, before encryption.
LONGEST_RECORD = 16 * 1024
#: KEYS: the code's record, its mark; ARGV: the token's id, seconds. Returns the record, or the id of the
#: token that an earlier use made. One script: of two uses at once, one gets the record.
_TAKE_CODE = """
local record = redis.call('GETDEL', KEYS[1])
if record then redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2]); return {1, record} end
return {0, redis.call('GET', KEYS[2])}
"""
#: KEYS: the token's record, its end, the session here; ARGV: record, seconds. A token that was ended before
#: it was written stays ended, and one whose session here has ended is not written.
_PUT = """
if redis.call('EXISTS', KEYS[2]) == 1 then return 'used_twice' end
if redis.call('EXISTS', KEYS[3]) == 0 then return 'signed_out' end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 'kept'
"""


class Kind(StrEnum):
    """What a record is; the first part of its key."""

    REQUEST = "portal_request"
    PUSHED = "portal_pushed"
    ANSWER = "portal_answer"
    """What a request was answered, for a press that comes a second time."""
    CODE = "portal_code"
    TOKEN = "portal_token"  # noqa: S105 - a kind of record


class Put(StrEnum):
    """What became of an access token."""

    KEPT = "kept"
    USED_TWICE = "used_twice"
    """The code came a second time."""
    SIGNED_OUT = "signed_out"
    """The session in which the code was given has ended."""


class TooLong(Exception):
    """A record is longer than `LONGEST_RECORD`; nothing was kept."""


@dataclass(frozen=True)
class PortalStore:
    """Keeps the records of one product."""

    client: redis.Redis
    cipher: FieldCipher

    @cached_property
    def _take_code(self) -> Script:
        return self.client.register_script(_TAKE_CODE)

    @cached_property
    def _put_once(self) -> Script:
        return self.client.register_script(_PUT)

    def keep(self, kind: Kind, facts: Mapping[str, Any], *, seconds: int) -> str:
        """Keep *facts* under a new random token and return the token.

        Raises:
            TooLong: see there.
        """
        token = secrets.token_urlsafe(32)
        self.put(kind, token, facts, seconds=seconds)
        return token

    def put(self, kind: Kind, token: str, facts: Mapping[str, Any], *, seconds: int) -> None:
        """Keep *facts* under a *token* that the caller made at random.

        Raises:
            TooLong: see there.
        """
        key = _key(kind, token)
        self.client.set(key, self._sealed(key, facts), ex=seconds)

    def find(self, kind: Kind, token: str) -> dict[str, Any] | None:
        """Return the facts under *token*; None: they have expired, or there were none."""
        key = _key(kind, token)
        return self._opened(key, self.client.get(key))

    def touch(self, kind: Kind, tokens: Sequence[str], *, seconds: int) -> None:
        """Keep what is under *tokens* for so long from now; what has expired stays so."""
        with self.client.pipeline(transaction=False) as pipeline:
            for token in tokens:
                pipeline.expire(_key(kind, token), seconds)
            pipeline.execute()

    def replace(self, kind: Kind, token: str, facts: Mapping[str, Any]) -> bool:
        """Replace the facts under *token* until the same end; False if they have expired."""
        key = _key(kind, token)
        return bool(self.client.set(key, self._sealed(key, facts), xx=True, keepttl=True))

    def end(self, kind: Kind, token: str) -> bool:
        """Delete the facts under *token*; of several calls at once, one returns True."""
        return bool(self.client.delete(_key(kind, token)))

    def take_code(self, code: str) -> tuple[dict[str, Any] | None, str]:
        """Use up a code.

        Returns:
            Its facts, and the token that may be made of it with `put_token`. None: the code is used or
            expired; a token that was made of it has ended now.
        """
        token = secrets.token_urlsafe(32)
        key = _key(Kind.CODE, code)
        answer = self._take_code([key, _used_key(code)], [id_of(token), TOKEN_SECONDS + CODE_SECONDS])
        is_first, found = answer
        if is_first:
            return self._opened(key, found), token
        if found:
            self._end_token(str(found))
        return None, ""

    def put_token(self, token: str, facts: Mapping[str, Any], *, session_key: str) -> Put:
        """Keep the facts of an access token, if its code was used once and the session here is open.

        Args:
            session_key: that of the session (`bff.stores.sessions.SessionStore.key_of`).
        """
        key = _key(Kind.TOKEN, token)
        keys, record = [key, _ended_key(id_of(token)), session_key], self._sealed(key, facts)
        return Put(self._put_once(keys, [record, TOKEN_SECONDS]))

    def is_first_use(self, portal_id: str, assertion_id: str, *, seconds: int) -> bool:
        """Note the use of an assertion (its ``jti``); False if it was used before."""
        key = f"portal_assertion:{{{id_of(f'{portal_id} {assertion_id}')}}}"
        return bool(self.client.set(key, "1", nx=True, ex=max(1, seconds)))

    def _end_token(self, token_id: str) -> None:
        pipeline = self.client.pipeline()
        pipeline.set(_ended_key(token_id), "1", ex=TOKEN_SECONDS + CODE_SECONDS)
        pipeline.delete(_key_of_id(Kind.TOKEN, token_id))
        pipeline.execute()

    def _sealed(self, key: str, facts: Mapping[str, Any]) -> str:
        text = json.dumps(facts, separators=(",", ":"))
        if len(text) > LONGEST_RECORD:
            raise TooLong
        return self.cipher.encrypt(text, context=key)

    def _opened(self, key: str, record: Any) -> dict[str, Any] | None:
        return None if record is None else dict(json.loads(self.cipher.decrypt(str(record), context=key)))


def _key(kind: Kind, token: str) -> str:
    return _key_of_id(kind, id_of(token))


def _key_of_id(kind: Kind, token_id: str) -> str:
    return f"{kind}:{{{token_id}}}"


def _used_key(code: str) -> str:
    return f"portal_code_used:{{{id_of(code)}}}"


def _ended_key(token_id: str) -> str:
    return f"portal_token_ended:{{{token_id}}}"
