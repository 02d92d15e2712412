"""The HTTP endpoints of the authority: its CRLs, its OCSP responder, and the roots to trust.

CRLs follow RFC 5280 section 4.2.1.13 (DER, ``application/pkix-crl``), OCSP follows RFC 6960 appendix A.1:
POST, or GET with the request in the address.
"""

import base64
import binascii
from urllib.parse import unquote

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from sandbox.authority.holders import HOLDERS, Hierarchy
from sandbox.knobs import Counterpart
from sandbox.state import sandbox

#: The hierarchies that a product under test trusts. The unknown root is not published.
TRUSTED = (Hierarchy.SIM, Hierarchy.TOKEN, Hierarchy.GOVERNMENT)

blueprint = Blueprint("authority", __name__, url_prefix="/authority")


@blueprint.get("/roots.pem")
def roots() -> ResponseReturnValue:
    """Return all roots to trust, PEM."""
    return _pem(sandbox().authority.root_pem(*TRUSTED))


@blueprint.get("/roots/<hierarchy>.pem")
def root(hierarchy: str) -> ResponseReturnValue:
    """Return the root of one hierarchy, PEM."""
    return _pem(sandbox().authority.root_pem(_trusted(hierarchy)))


@blueprint.get("/issuing/<hierarchy>.pem")
def issuing(hierarchy: str) -> ResponseReturnValue:
    """Return the issuing authority of one hierarchy, PEM, for signatures that bring only the holder's own."""
    return _pem(sandbox().authority.issuing_pem(_trusted(hierarchy)))


@blueprint.get("/crl/<issuer>")
def crl(issuer: str) -> ResponseReturnValue:
    """Return the CRL of one issuer."""
    here = sandbox()
    der = here.authority.crl(issuer, stale=here.knobs.of(Counterpart.CRL).stale)
    return Response(der, mimetype="application/pkix-crl") if der else abort(404)


@blueprint.post("/ocsp/<issuer>")
def ocsp(issuer: str) -> ResponseReturnValue:
    """Say whether one certificate is good, revoked or unknown; the request is in the body."""
    return _ocsp(issuer, request.get_data())


@blueprint.get("/ocsp/<issuer>/<path:question>")
def ocsp_in_address(issuer: str, question: str) -> ResponseReturnValue:
    """Say the same; the request is in the address."""
    try:
        return _ocsp(issuer, base64.b64decode(unquote(question), validate=True))
    except binascii.Error:
        return abort(400)


@blueprint.get("/holders")
def holders() -> ResponseReturnValue:
    """List the holders of certificates, with the fault of each certificate."""
    shown = ("key", "full_name", "hierarchy", "standing", "phone_number", "story")
    return {"holders": [{name: getattr(holder, name) for name in shown} for holder in HOLDERS]}


def _ocsp(issuer: str, question: bytes) -> ResponseReturnValue:
    here = sandbox()
    der = here.authority.ocsp(issuer, question, stale=here.knobs.of(Counterpart.OCSP).stale)
    return Response(der, mimetype="application/ocsp-response") if der else abort(404)


def _trusted(hierarchy: str) -> Hierarchy:
    return Hierarchy(hierarchy) if hierarchy in TRUSTED else abort(404)


def _pem(bundle: bytes) -> Response:
    return Response(bundle, mimetype="application/pem-certificate-chain")
