"""The gateway that lets SIMs sign: ETSI TS 102 204 V1.1.4 over SOAP 1.2, in two dialects.

``/mssp`` speaks the Vietnamese profile ("Mobile ID SOAP Interface" 2.7.1), ``/mssp-cms`` the other one. As a
program both are reached over mutual TLS alone; nothing is ever sent to a real SIM.
"""

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from sandbox.mssp import codes
from sandbox.mssp.dialects import DIALECTS, Dialect
from sandbox.mssp.reading import Account, MsspFault, Request, asked_in, msisdn_of, read_request
from sandbox.mssp.signatures import HandedOver, signed
from sandbox.mssp.sims import Reply, sim_in
from sandbox.mssp.transactions import Transaction
from sandbox.mssp.writing import MEDIA_TYPE, Told, write_answer, write_fault
from sandbox.state import sandbox

FAULT_STATUS = 500  # as gateways answer every fault

blueprint = Blueprint("mssp", __name__)


@blueprint.before_request
def check_the_connection() -> None:
    """Answer nobody whose connection does not prove who they are."""
    if not sandbox().settings.mssp_client_known(request.environ):
        abort(403)


@blueprint.post("/<any('mssp', 'mssp-cms'):dialect>/soap/services/MSS_SignaturePort")
def sign(dialect: str) -> ResponseReturnValue:
    """Ask a phone to sign."""
    spoken = DIALECTS[dialect]
    try:
        return _answer(spoken, _accepted(spoken, _request(spoken, "MSS_Signature")))
    except MsspFault as fault:
        return _fault(spoken, fault)


@blueprint.post("/<any('mssp', 'mssp-cms'):dialect>/soap/services/MSS_StatusQueryPort")
def status(dialect: str) -> ResponseReturnValue:
    """Tell what became of it."""
    spoken = DIALECTS[dialect]
    try:
        return _answer(spoken, _outcome(spoken, _request(spoken, "MSS_StatusQuery")))
    except MsspFault as fault:
        return _fault(spoken, fault)


def _request(dialect: Dialect, operation: str) -> Request:
    settings = sandbox().settings
    account = Account(settings.mssp_application_id, settings.mssp_password)
    return read_request(dialect, request.get_data(), operation=operation, account=account)


def _accepted(dialect: Dialect, asking: Request) -> Told:
    """Let the phone ask, and say under which name.

    Raises:
        MsspFault: saying why it does not.
    """
    here = sandbox()
    phone_number, asked = msisdn_of(asking), asked_in(dialect, asking)
    if not here.mssp.take_name(asking.application_transaction):
        raise MsspFault(codes.WRONG_PARAMETER, "AP_TransID was used before")
    sim = sim_in(phone_number)
    if sim is None:
        raise MsspFault(codes.UNKNOWN_CLIENT, "This number has no SIM that signs")
    made = sim.code_at_start or here.mssp.open(sim, asked)
    code, name = (codes.ACCEPTED, made.id) if isinstance(made, Transaction) else (made, "none")
    if code not in codes.SUCCESSES:
        raise MsspFault(code, "The SIM cannot be asked")
    return Told(
        operation="MSS_Signature",
        message="MSS_SignatureResp",
        application_id=asking.application_id,
        application_transaction=asking.application_transaction,
        msisdn=phone_number.removeprefix("+"),
        code=code,
        moment=here.clock.now(),
        transaction=name,
    )


def _outcome(dialect: Dialect, asking: Request) -> Told:
    """Tell of one transaction.

    Raises:
        MsspFault: it ended without a signature, or there is none of that name.
    """
    here = sandbox()
    found = here.mssp.called(asking.message.get("MSSP_TransID", ""))
    if found is None or found.asked.dialect != dialect:
        raise MsspFault(codes.WRONG_PARAMETER, "There is no such transaction")
    code = here.mssp.code_of(found)
    if code not in codes.SUCCESSES:
        raise MsspFault(code, "It ended")
    confirmed = found.outcome is not None and code in {codes.SIGNED, codes.VALIDATED}
    handed = signed(found, here.authority) if confirmed else HandedOver()
    reply = found.sim.reply
    return Told(
        operation="MSS_StatusQuery",
        message="MSS_StatusResp",
        application_id=asking.application_id,
        application_transaction=(
            "another" if reply is Reply.OTHER_QUESTION else asking.application_transaction
        ),
        msisdn="84900000999" if reply is Reply.OTHER_PHONE else found.sim.phone_number.removeprefix("+"),
        code=code,
        moment=here.clock.now(),
        transaction="another" if reply is Reply.OTHER_TRANSACTION else None,
        signatures=handed.signatures,
        certificate=handed.certificate,
    )


def _answer(dialect: Dialect, told: Told) -> Response:
    return Response(write_answer(dialect, told), content_type=MEDIA_TYPE)


def _fault(dialect: Dialect, fault: MsspFault) -> Response:
    return Response(write_fault(dialect, fault.code, str(fault)), FAULT_STATUS, content_type=MEDIA_TYPE)
