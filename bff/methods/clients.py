"""Makes the client of each counterpart from the settings. A client works the same with the sandbox."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2

from bff.settings.counterparts import RevocationSettings
from bff.settings.settings import Settings
from verifiers.carrier import Carrier
from verifiers.certificates import (
    CertificateVerifier,
    Revocation,
    TrustList,
    UsageProfile,
    children_of_this_process,
)
from verifiers.connections import client_of_authorities, own_client
from verifiers.places import WhoAsks
from verifiers.portals import PortalSites
from verifiers.sim_signature import MIN_LIFETIME_SECONDS, PROFILES, Credentials, SimSigning, mutual_tls
from verifiers.sms import SmsGateway
from verifiers.social_insurance import BusAccess, SocialInsurance
from verifiers.usb_token import TokenSigning
from verifiers.vietnam_post import PostId
from verifiers.vneid import Endpoints, OurClient, Vneid
from verifiers.web_push import PushHosts, PushServices


def make_verifiers(
    settings: Settings, client: httpx2.Client | None, *, who: WhoAsks | None = None
) -> dict[type[Any], Any]:
    """Make all clients, by type, except those whose address is not set.

    Args:
        client: the HTTP client for all counterparts; None: a new client for each, with a client certificate
            for the SIM gateway if one is set.
        who: says for whom a register is asked. Strangers get half of its places; messages and requests to
            SIMs have budgets, portals places for each host.
    """

    def own(who: WhoAsks | None = None) -> httpx2.Client:
        return client or own_client(connections=settings.counterpart_connections, who=who)

    found: dict[type[Any], Any] = {
        Carrier: _carrier(settings, own(who)),
        SmsGateway: SmsGateway(
            client=own(),
            base_url=settings.sms_url,
            api_key=settings.sms_api_key,
            secret_key=settings.sms_secret_key,
            brand_name=settings.sms_brand_name,
            timeout_seconds=settings.sms_timeout_seconds,
        ),
    }
    found[PortalSites] = PortalSites(client=own(), timeout_seconds=settings.portal_timeout_seconds)
    if settings.push_contact:
        found[PushServices] = PushServices(
            client=own(),
            hosts=PushHosts(settings.push_hosts),
            contact=settings.push_contact,
            timeout_seconds=settings.push_timeout_seconds,
        )
    if settings.social_insurance_url:
        found[SocialInsurance] = _social_insurance(settings, own(who))
    # One for all methods: a list is read once for SIMs and tokens, which are under the same authorities.
    revocation = found[Revocation] = make_revocation(
        settings, client, connections=settings.counterpart_connections
    )
    if settings.sim_url:
        found[SimSigning] = _sim_signing(settings, client or _proving_client(settings), revocation)
    if settings.post_url:
        found[PostId] = PostId(
            client=own(who),
            base_url=settings.post_url,
            api_key=settings.post_api_key,
            timeout_seconds=settings.post_timeout_seconds,
        )
    if settings.vneid_authorization_url:
        found[Vneid] = _vneid(settings, own(who))
    if settings.usb_roots_file:
        found[TokenSigning] = _token_signing(settings, revocation)
    return found


def make_revocation(
    settings: RevocationSettings, client: httpx2.Client | None = None, *, connections: int
) -> Revocation:
    """Make what asks the authorities about revocation; also for the command that fetches lists."""
    return Revocation(
        client=client
        or client_of_authorities(
            connections=connections,
            proxy=settings.revocation_proxy,
            ca_file=settings.revocation_ca_file,
        ),
        base_urls=settings.revocation_urls,
        timeout_seconds=settings.revocation_timeout_seconds,
        copies=settings.revocation_files,
        alarm=timedelta(hours=settings.revocation_alarm_hours),
    )


def _carrier(settings: Settings, client: httpx2.Client) -> Carrier:
    return Carrier(
        client=client,
        base_url=settings.carrier_url,
        token_url=settings.carrier_token_url or f"{settings.carrier_url}/oauth2/token",
        client_id=settings.carrier_client_id,
        private_key_pem=settings.carrier_private_key_file.read_bytes(),
        timeout_seconds=settings.carrier_timeout_seconds,
        unaccented_second_try=settings.carrier_unaccented_second_try,
        number_recycling=settings.carrier_number_recycling,
    )


def _social_insurance(settings: Settings, client: httpx2.Client) -> SocialInsurance:
    return SocialInsurance(
        client=client,
        base_url=settings.social_insurance_url,
        access=BusAccess(
            access_key=settings.social_insurance_access_key,
            secret_key=settings.social_insurance_secret_key,
            app_name=settings.social_insurance_app_name,
            partner_code=settings.social_insurance_partner_code,
            customer_code=settings.social_insurance_customer_code,
        ),
        timeout_seconds=settings.social_insurance_timeout_seconds,
        names_may_be_plain=settings.social_insurance_plain_names,
    )


def _vneid(settings: Settings, client: httpx2.Client) -> Vneid:
    return Vneid(
        client=client,
        profile=settings.vneid_profile,
        endpoints=Endpoints(
            authorization=settings.vneid_authorization_url,
            token=settings.vneid_token_url,
            userinfo=settings.vneid_userinfo_url,
        ),
        ours=OurClient(
            client_id=settings.vneid_client_id,
            client_secret=settings.vneid_client_secret,
            redirect_uri=f"{settings.public_origin}/vneid/return",
            private_key_pem=_bundle(settings.vneid_private_key_file),
        ),
        timeout_seconds=settings.vneid_timeout_seconds,
        uses_pkce=settings.vneid_pkce,
        least_age=settings.vneid_least_age_years,
    )


def _sim_signing(settings: Settings, client: httpx2.Client, revocation: Revocation) -> SimSigning:
    trust = TrustList.from_pem(
        public_roots=_bundle(settings.sim_roots_file),
        government_roots=_bundle(settings.sim_government_roots_file),
        issuing=_bundle(settings.sim_issuing_file),
        usages=UsageProfile(
            more_uses=frozenset(settings.sim_extended_uses),
            sign_documents_only=frozenset(settings.sim_document_authorities),
        ),
    )
    return SimSigning(
        client=client,
        base_url=settings.sim_url,
        profile=PROFILES[settings.sim_profile],
        credentials=Credentials(settings.sim_application_id, settings.sim_password),
        certificates=_certificates("sim_signature", trust, settings, revocation),
        timeout_seconds=settings.sim_timeout_seconds,
        lifetime_seconds=max(MIN_LIFETIME_SECONDS, 2 * settings.sim_wait_seconds),
    )


def _token_signing(settings: Settings, revocation: Revocation) -> TokenSigning:
    trust = TrustList.from_pem(
        public_roots=_bundle(settings.usb_roots_file),
        government_roots=_bundle(settings.usb_government_roots_file),
        issuing=_bundle(settings.usb_issuing_file),
        usages=UsageProfile(
            more_uses=frozenset(settings.usb_extended_uses),
            sign_documents_only=frozenset(settings.usb_document_authorities),
        ),
    )
    return TokenSigning(
        certificates=_certificates("usb_token", trust, settings, revocation),
        lifetime_seconds=settings.usb_challenge_seconds,
        web_eid_only=settings.usb_web_eid_only,
    )


def _certificates(
    counterpart: str, trust: TrustList, settings: Settings, revocation: Revocation
) -> CertificateVerifier:
    return CertificateVerifier(
        counterpart,
        trust=trust,
        revocation=revocation,
        children=children_of_this_process(
            processes=settings.certificate_processes, queue=settings.certificate_queue
        ),
    )


def _bundle(file: Path | None) -> bytes:
    """Return the certificates that the operator trusts; none if no file is set."""
    return file.read_bytes() if file else b""


def _proving_client(settings: Settings) -> httpx2.Client:
    """Make the client of the SIM gateway, with our client certificate if one is set (mutual TLS)."""
    if settings.sim_certificate_file is None or settings.sim_key_file is None:
        return own_client(connections=settings.counterpart_connections)
    context = mutual_tls(
        certificate_file=settings.sim_certificate_file,
        key_file=settings.sim_key_file,
        ca_file=settings.sim_ca_file,
    )
    return own_client(connections=settings.counterpart_connections, verify=context)
