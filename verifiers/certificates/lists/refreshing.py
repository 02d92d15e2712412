"""Refreshes local copies: fetches a list that an authority of ours signed, and replaces the file.

A copy is never replaced by something worse: an error page, a list of another authority, one that is over, or
an older one, which a listener may have kept.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography import x509

from verifiers.certificates.lists.copies import ENDING_OF_UNFINISHED, Copies
from verifiers.certificates.lists.fetching import Source
from verifiers.certificates.lists.reading import NAME, SignedList, read_list
from verifiers.errors import CounterpartTrouble, UnexpectedAnswer
from verifiers.examination.reading import BROKEN
from verifiers.wrapping import LISTS, unwrapped


class Refresh(StrEnum):
    """What became of one copy."""

    REPLACED = "replaced"
    UNCHANGED = "unchanged"  # the authority has no newer list
    FAILED = "failed"  # the copy, if there was one, is as it was


@dataclass(frozen=True)
class Refreshed:
    """The outcome for one address, and the list that its copy holds now; None if there is none to believe."""

    url: str
    outcome: Refresh
    signed: SignedList | None
    reason: str = ""


def refresh(
    url: str, *, copies: Copies, source: Source, signers: Sequence[bytes], moment: datetime
) -> Refreshed:
    """Fetch the list of *url* and put it in place of its copy.

    Args:
        signers: the certificates (DER) of all authorities that the operator knows.

    Raises:
        OSError: the copy can not be written.
    """
    present = copy_of(url, copies=copies, signers=signers)
    file = copies.file_of(url)
    if file is None:
        return Refreshed(url, Refresh.FAILED, None, "REVOCATION_FILES has no place for it")
    try:
        body = source.get(url)
        fetched = _signed_by_one_of(body, signers)
    except CounterpartTrouble as trouble:
        return Refreshed(url, Refresh.FAILED, present, trouble.reason)
    if not fetched.is_in_time(moment):
        return Refreshed(url, Refresh.FAILED, present, "sent a list that is out of date")
    if present and fetched.this_update <= present.this_update:
        is_older = fetched.this_update < present.this_update
        outcome = Refresh.FAILED if is_older else Refresh.UNCHANGED
        return Refreshed(url, outcome, present, "sent an older list" if is_older else "")
    _replace(file, body)
    return Refreshed(url, Refresh.REPLACED, fetched)


def copy_of(url: str, *, copies: Copies, signers: Sequence[bytes]) -> SignedList | None:
    """Return the list that the copy of *url* holds; None if there is none that one of *signers* signed."""
    stamp = copies.stamp_of(url)
    if stamp is None:
        return None
    with suppress(CounterpartTrouble, OSError):
        return _signed_by_one_of(stamp.path.read_bytes(), signers)
    return None


def _signed_by_one_of(body: bytes, signers: Sequence[bytes]) -> SignedList:
    trouble: UnexpectedAnswer | None = None
    for signer in _named_in(body, signers):
        try:
            return read_list(body, signer)
        except UnexpectedAnswer as error:
            trouble = trouble or error
    raise trouble or UnexpectedAnswer(NAME, "sent no list of an authority in our files")


def _named_in(body: bytes, signers: Sequence[bytes]) -> list[bytes]:
    """Return the signers that the lists in *body* name; an authority may have several keys under one name."""
    try:
        issuers = [x509.load_der_x509_crl(der).issuer for der in unwrapped(body, LISTS)]
        return [one for one in signers if x509.load_der_x509_certificate(one).subject in issuers]
    except BROKEN as error:
        raise UnexpectedAnswer(NAME, "sent no list that can be read") from error


def _replace(file: Path, body: bytes) -> None:
    """Write *body* beside the file, and put it in its place in one step: a reader sees the old or the new."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}{ENDING_OF_UNFINISHED}")
    try:
        with unfinished.open("wb") as target:
            target.write(body)
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
