"""Validate a message against one of the schemas in the folder ``xsd``."""

from functools import cache
from pathlib import Path

from lxml import etree

from verifiers.sim_signature.profile import MSS_NAMESPACE

FOLDER = Path(__file__).parent / "xsd"


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(FOLDER / name)))


def faults_of(element: etree._Element, schema: str) -> list[str]:
    """What *schema* finds wrong with *element*; empty where it is valid."""
    judge = _schema(schema)
    judge.validate(element)
    return [entry.message for entry in judge.error_log]


def message_in(body: bytes) -> etree._Element:
    """The message part of a request or response, in the namespace of the messages.

    By rpc/literal the part itself has no namespace (WS-I Basic Profile 1.1, R2735) and its type has.
    """
    part = etree.fromstring(body)[0][0][0]
    part.tag = etree.QName(MSS_NAMESPACE, etree.QName(part).localname).text
    return etree.fromstring(etree.tostring(part))
