"""What one list says of one certificate (RFC 5280 sections 5.2.5 and 6.3.3).

A list may be about a part of its issuer's certificates only, or about certificates of other issuers. A
certificate that is not named is clear only if the list is about it; one that its own issuer names is revoked.
"""

from cryptography import x509

from verifiers.certificates.links import Link, Point
from verifiers.certificates.lists.reading import SignedList
from verifiers.examination.reading import BROKEN
from verifiers.examination.statuses import Status

#: What an entry may have that does not change its meaning.
_ENTRY_EXTENSIONS = (x509.CRLReason, x509.InvalidityDate, x509.CertificateIssuer)


def status_by_list(signed: SignedList, link: Link, point: Point) -> Status:
    """Return GOOD, REVOKED or UNKNOWN for the certificate of *link*, by the list of its *point*."""
    is_own = link.path[point.signer] == link.issuer
    is_indirect = signed.scope is not None and signed.scope.indirect_crl
    # A list of another signer speaks of this issuer only if it is an indirect one.
    if signed.is_beyond_us or not (is_own or is_indirect):
        return Status.UNKNOWN
    entry = _entry_of_issuer(signed, link) if is_indirect else signed.entry(link.serial_number)
    if entry is not None:
        return Status.REVOKED if _is_understood(entry) else Status.UNKNOWN
    return Status.GOOD if _is_about(signed.scope, link, point) else Status.UNKNOWN


def _is_about(scope: x509.IssuingDistributionPoint | None, link: Link, point: Point) -> bool:
    """Tell whether a list of this *scope* would name the certificate, whatever the reason."""
    if point.has_some_reasons_only:
        return False
    if scope is None:
        return True
    if scope.only_contains_attribute_certs or scope.only_some_reasons or scope.relative_name:
        return False
    if scope.only_contains_ca_certs if not link.is_authority else scope.only_contains_user_certs:
        return False
    return scope.full_name is None or any(_is_named(name, point) for name in scope.full_name)


def _is_named(name: x509.GeneralName, point: Point) -> bool:
    match name:
        case x509.UniformResourceIdentifier(value=url):
            return url in point.urls
        case x509.DirectoryName(value=directory):
            return directory.public_bytes() in point.names
        case _:
            return False


def _entry_of_issuer(signed: SignedList, link: Link) -> x509.RevokedCertificate | None:
    """Find the entry in a list of several issuers: each entry's issuer counts until another one is named."""
    wanted = x509.load_der_x509_certificate(link.issuer).subject
    named: x509.Name | None = signed.parsed.issuer
    for entry in signed.parsed:
        named = _issuer_named_in(entry, named)
        # An issuer that can not be read may be this one.
        if entry.serial_number == link.serial_number and named in (wanted, None):
            return entry
    return None


def _issuer_named_in(entry: x509.RevokedCertificate, before: x509.Name | None) -> x509.Name | None:
    """Return whose certificate an entry is about (RFC 5280 section 5.3.3); None if that is not clear."""
    try:
        told = entry.extensions.get_extension_for_class(x509.CertificateIssuer).value
    except x509.ExtensionNotFound:
        return before
    except BROKEN:
        return None
    names = told.get_values_for_type(x509.DirectoryName)
    return names[0] if len(names) == 1 else None


def _is_understood(entry: x509.RevokedCertificate) -> bool:
    try:
        return all(isinstance(one.value, _ENTRY_EXTENSIONS) or not one.critical for one in entry.extensions)
    except BROKEN:
        return False
