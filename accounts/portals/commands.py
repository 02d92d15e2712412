"""Commands about portals and signing keys: ``python -m accounts portals | portal-keys``.

An operator adds a portal after an agreement with its owner. A secret is printed once; it is never stored.
"""

import argparse
import json
import sys
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine

from accounts.portals.keys import KeyShown, NextKeyWaits, SigningKeys
from accounts.portals.records import BadPortal, ClientAuth, NewPortal, Portal, Scope, UnknownPortal
from accounts.portals.store import Portals
from accounts.storage.ciphers import FieldCipher, LookupKey

DONE = 0
NOT_POSSIBLE = 2
KEEP_OLD_HOURS = 24
#: What is written to leave an optional address out again.
NONE = "none"


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands about portals and their keys to the command line."""
    portals = commands.add_parser("portals", help="say which portals sign people in with these accounts")
    acts = portals.add_subparsers(dest="act", required=True)
    acts.add_parser("list", help="list all portals")
    add = acts.add_parser("add", help="add a portal; a secret is printed once")
    add.add_argument(
        "id", nargs="?", help="the client_id: 2 to 35 letters, digits, . - _; a random one if left out"
    )
    change = acts.add_parser("change", help="replace what is given; the rest stays")
    change.add_argument("id")
    for parser in (add, change):
        _add_facts(parser, is_new=parser is add)
    acts.add_parser("end", help="end a portal for good; its secret is deleted").add_argument("id")
    secret = acts.add_parser("rotate-secret", help="print a new secret; the old one goes on for a while")
    secret.add_argument("id")
    secret.add_argument(
        "--keep-old-hours",
        type=float,
        default=KEEP_OLD_HOURS,
        metavar="HOURS",
        help=f"how long the old secret goes on, {KEEP_OLD_HOURS} if left out; 0 where it leaked",
    )
    keys = commands.add_parser("portal-keys", help="the keys that sign what portals are told")
    acts = keys.add_subparsers(dest="act", required=True)
    acts.add_parser("list", help="list the keys and when they sign")
    rotate = acts.add_parser("rotate", help="make the next keys: published now, they sign after a day")
    rotate.add_argument(
        "--leaked", action="store_true", help="a stranger has the keys: the next ones sign at once"
    )


def _add_facts(parser: argparse.ArgumentParser, *, is_new: bool) -> None:
    """Add an option for each fact of a portal. One that is not given is no attribute of what was asked."""
    parser.argument_default = argparse.SUPPRESS
    facts = parser.add_argument
    facts("--name-vi", required=is_new, help="its name in Vietnamese")
    facts("--name-en", required=is_new, help="its name in English")
    facts("--redirect", dest="redirect_uris", nargs="+", required=is_new, metavar="URI",
          help="the addresses to return to; compared sign by sign")  # fmt: skip
    facts(
        "--logout", dest="logout_uris", nargs="*", metavar="URI", help="addresses to go to after signing out"
    )
    facts("--backchannel", dest="backchannel_logout_uri", type=_or_none, metavar="URI",
          help="where it is told that a session ended; none: nowhere")  # fmt: skip
    facts("--scopes", nargs="+", choices=[scope.value for scope in Scope], metavar="SCOPE",
          help="what it may be told: " + ", ".join(scope.value for scope in Scope))  # fmt: skip
    facts("--level", dest="least_level", type=int, choices=[2, 3], help="the lowest level that it accepts")
    facts("--auth", dest="client_auth", type=ClientAuth, choices=list(ClientAuth),
          metavar="WAY", help=f"how it proves itself: {', '.join(ClientAuth)}")  # fmt: skip
    keys = parser.add_mutually_exclusive_group()
    keys.add_argument("--keys", type=Path, metavar="FILE", help="its public keys, a JSON Web Key Set")
    keys.add_argument(
        "--keys-uri", metavar="URI", help="where its public keys are; PORTAL_KEYS_HOSTS names the host"
    )
    if is_new:
        facts("--sector", metavar="HOST", help="the host that subjects are derived from; that of --redirect")
    for name, words in {
        "is_legacy": "speaks the old national shape",
        "is_fapi": "follows the FAPI 2.0 Security Profile",
        "signs_userinfo": "gets signed answers about people",
        "takes_token_endpoint_audience": "names the token endpoint in its assertions",
    }.items():
        option = "--" + name.removeprefix("is_").replace("_", "-")
        facts(option, dest=name, action=argparse.BooleanOptionalAction, help=words)
    facts("--addresses", nargs="*", metavar="NETWORK", help="the networks from which its token requests come")


def run(
    asked: argparse.Namespace,
    engine: Engine,
    *,
    cipher: FieldCipher,
    lookup: LookupKey,
    keys_hosts: Collection[str],
) -> int:
    """Run the command and return the exit status."""

    def now() -> datetime:
        return datetime.now(UTC)

    portals = Portals(engine, cipher=cipher, lookup=lookup, clock=now, keys_hosts=keys_hosts)
    try:
        if asked.command == "portal-keys":
            _act_on_keys(SigningKeys(engine, cipher=cipher, lookup=lookup, clock=now), asked)
        else:
            _act(portals, asked)
    except (BadPortal, UnknownPortal, NextKeyWaits) as trouble:
        print(f"{asked.command}: {trouble}", file=sys.stderr)
        return NOT_POSSIBLE
    return DONE


def _act(portals: Portals, asked: argparse.Namespace) -> None:
    match asked.act:
        case "list":
            for portal in portals.all():
                _print(portal)
        case "add":
            facts = _facts(asked)
            facts.setdefault("sector", _sector_of(facts["redirect_uris"]))
            portal, secret = portals.add(NewPortal(id=asked.id, **facts))
            _print(portal)
            _print_secret(secret)
        case "change":
            changed = portals.change(asked.id, **_with_what_follows(_facts(asked)))
            _print(changed)
            if changed.client_auth.has_secret and "client_auth" in asked:
                print(f"\nIf it has no secret yet: python -m accounts portals rotate-secret {changed.id}")
        case "end":
            _print(portals.end(asked.id))
        case _:
            keep = _hours(asked.keep_old_hours)
            _print_secret(portals.rotate_secret(asked.id, keep))
            print(f"The old one goes on until {_time(datetime.now(UTC) + keep)}.")


def _act_on_keys(keys: SigningKeys, asked: argparse.Namespace) -> None:
    for key in keys.rotate(leaked=asked.leaked) if asked.act == "rotate" else keys.all():
        _print_key(key)


def _facts(asked: argparse.Namespace) -> dict[str, Any]:
    """Return the facts that were given, as the records have them."""
    facts = {name: value for name, value in vars(asked).items() if name not in {"command", "act", "id"}}
    for name in ("redirect_uris", "logout_uris"):
        if name in facts:
            facts[name] = tuple(facts[name])
    if "addresses" in facts:
        facts["addresses"] = tuple(map(_network, facts["addresses"]))
    if "scopes" in facts:
        facts["scopes"] = frozenset(map(Scope, facts["scopes"])) | {Scope.OPENID}
    if "keys" in facts:
        facts["keys"] = _read_keys(facts["keys"])
    return facts


def _with_what_follows(facts: dict[str, Any]) -> dict[str, Any]:
    """Add to a change what follows from it: new keys replace an address of keys, a secret replaces both."""
    if "keys" in facts or "keys_uri" in facts:
        return {"keys": None, "keys_uri": None, **facts}
    if "client_auth" in facts and facts["client_auth"].has_secret:
        return {"keys": None, "keys_uri": None, "takes_token_endpoint_audience": False, **facts}
    return facts


def _network(text: str) -> str:
    """Write a network in its one form; what is none is left for `accounts.portals.checks` to refuse."""
    try:
        return str(ip_network(text))
    except ValueError:
        return text


def _read_keys(file: Path) -> dict[str, Any]:
    """Read a key set from a file.

    Raises:
        BadPortal: the file can not be read, or holds no JSON object.
    """
    try:
        keys = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadPortal(f"keys: {file} can not be read ({error.strerror})") from error
    except ValueError as error:
        raise BadPortal(
            f"keys: {file} is not JSON; a key in PEM has to be written as a JSON Web Key"
        ) from error
    if not isinstance(keys, dict):
        raise BadPortal(f"keys: {file} holds no JSON object")
    return keys


def _sector_of(redirect_uris: tuple[str, ...]) -> str:
    """Return the host of the addresses to return to.

    Raises:
        BadPortal: they have several.
    """
    try:
        hosts = {urlsplit(uri).hostname or "" for uri in redirect_uris}
    except ValueError as error:
        raise BadPortal("redirect: this is no address") from error
    if len(hosts) > 1:
        raise BadPortal("sector: the addresses to return to have several hosts, so name it with --sector")
    return hosts.pop()


def _hours(hours: float) -> timedelta:
    try:
        return timedelta(hours=hours)
    except (OverflowError, ValueError) as error:
        raise BadPortal("keep-old-hours: must be a number of hours") from error


def _or_none(text: str) -> str | None:
    return None if text == NONE else text


def _print_secret(secret: str | None) -> None:
    if secret is not None:
        print(f"\nIts secret, shown only now. Hand it over by a safe way:\n\n  {secret}\n")


def _print(portal: Portal) -> None:
    profile = "fapi" if portal.is_fapi else "legacy" if portal.is_legacy else "standard"
    state = "open" if portal.is_open else f"ended {_time(portal.ended_at)}"
    switches = [name for name in ("signs_userinfo", "takes_token_endpoint_audience") if getattr(portal, name)]
    print(f"{portal.id}  {portal.name_vi} / {portal.name_en}  ({state})")
    for name, value in {
        "profile": " ".join([profile, *switches]),
        "auth": portal.client_auth.value,
        "keys": portal.keys_uri or _kids(portal),
        "level": str(portal.least_level),
        "scopes": " ".join(sorted(portal.scopes)),
        "sector": portal.sector,
        "redirect": " ".join(portal.redirect_uris),
        "logout": " ".join(portal.logout_uris),
        "backchannel": portal.backchannel_logout_uri,
        "addresses": " ".join(portal.addresses),
    }.items():
        if value:
            print(f"    {name:<12} {value}")


def _kids(portal: Portal) -> str:
    """Name the public keys of a portal."""
    return ", ".join(
        f"{key['kty']} {key.get('kid', '')}".strip() for key in (portal.keys or {}).get("keys", [])
    )


def _print_key(key: KeyShown) -> None:
    until = _time(key.published_until) if key.published_until else "it is replaced"
    print(f"{key.alg}  {key.kid}  signs from {_time(key.signs_from)}, published until {until}")


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""
