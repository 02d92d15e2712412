"""Where the authority is found over HTTP: its CRLs, its OCSP responder, and the roots to trust.

CRLs as RFC 5280 section 4.2.1.13 wants them (DER, ``application/pkix-crl``), OCSP as RFC 6960 appendix A.1:
POST, or GET with the question in the address.
"""

import base64
import binascii
from urllib.parse import unquote

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from sandbox.authority.holders import HOLDERS, Hierarchy
from sandbox.knobs import Counterpart
from sandbox.state import sandbox

#: Whom a product under test is to trust, by what it trusts them for; nobody is told of the unknown root.
TRUSTED = (Hierarchy.SIM, Hierarchy.TOKEN, Hierarchy.GOVERNMENT)

blueprint = Blueprint("authority", __name__, url_prefix="/authority")


@blueprint.get("/roots.pem")
def roots() -> ResponseReturnValue:
    """Every root to trust, PEM."""
    return _pem(sandbox().authority.root_pem(*TRUSTED))


@blueprint.get("/roots/<hierarchy>.pem")
def root(hierarchy: str) -> ResponseReturnValue:
    """The root of one hierarchy, PEM."""
    return _pem(sandbox().authority.root_pem(_trusted(hierarchy)))


@blueprint.get("/issuing/<hierarchy>.pem")
def issuing(hierarchy: str) -> ResponseReturnValue:
    """The authority under one root, PEM: what a path needs where a signature brings only the holder's own."""
    return _pem(sandbox().authority.issuing_pem(_trusted(hierarchy)))


@blueprint.get("/crl/<issuer>")
def crl(issuer: str) -> ResponseReturnValue:
    """One issuer's list of what it revoked."""
    here = sandbox()
    found = here.authority.crl(issuer, stale=here.knobs.of(Counterpart.CRL).stale)
    return Response(found, mimetype="application/pkix-crl") if found else abort(404)


@blueprint.post("/ocsp/<issuer>")
def ocsp(issuer: str) -> ResponseReturnValue:
    """Whether one certificate is good, revoked or unknown."""
    return _ocsp(issuer, request.get_data())


@blueprint.get("/ocsp/<issuer>/<path:question>")
def ocsp_in_address(issuer: str, question: str) -> ResponseReturnValue:
    """The same, for whoever asks by GET."""
    try:
        return _ocsp(issuer, base64.b64decode(unquote(question), validate=True))
    except binascii.Error:
        return abort(400)


@blueprint.get("/holders")
def holders() -> ResponseReturnValue:
    """Who has a certificate, and what is the matter with it."""
    told = ("key", "full_name", "hierarchy", "standing", "phone_number", "story")
    return {"holders": [{name: getattr(holder, name) for name in told} for holder in HOLDERS]}


def _ocsp(issuer: str, question: bytes) -> ResponseReturnValue:
    here = sandbox()
    found = here.authority.ocsp(issuer, question, stale=here.knobs.of(Counterpart.OCSP).stale)
    return Response(found, mimetype="application/ocsp-response") if found else abort(404)


def _trusted(hierarchy: str) -> Hierarchy:
    return Hierarchy(hierarchy) if hierarchy in TRUSTED else abort(404)


def _pem(bundle: bytes) -> Response:
    return Response(bundle, mimetype="application/pem-certificate-chain")
