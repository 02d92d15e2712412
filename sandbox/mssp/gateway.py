"""The endpoints of the SIM gateway: ETSI TS 102 204 V1.1.4 over SOAP 1.2, in two dialects.

``/mssp`` speaks the Vietnamese profile ("Mobile ID SOAP Interface" 2.7.1), ``/mssp-cms`` the other one.
``python -m sandbox`` serves both over mutual TLS only. No request ever reaches a real SIM.
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

FAULT_STATUS = 500  # the HTTP status of every SOAP fault of real gateways

blueprint = Blueprint("mssp", __name__)


@blueprint.before_request
def check_the_connection() -> None:
    """Refuse a connection without a verified client certificate."""
    if not sandbox().settings.mssp_client_known(request.environ):
        abort(403)


@blueprint.post("/<any('mssp', 'mssp-cms'):dialect>/soap/services/MSS_SignaturePort")
def sign(dialect: str) -> ResponseReturnValue:
    """Start a transaction: ask a phone to sign."""
    spoken = DIALECTS[dialect]
    try:
        return _answer(spoken, _accepted(spoken, _request(spoken, "MSS_Signature")))
    except MsspFault as fault:
        return _fault(spoken, fault)


@blueprint.post("/<any('mssp', 'mssp-cms'):dialect>/soap/services/MSS_StatusQueryPort")
def status(dialect: str) -> ResponseReturnValue:
    """Return the state of a transaction."""
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
    """Open a transaction on the phone, and return its id with the accepting status.

    Raises:
        MsspFault: with the reason why the phone cannot be asked.
    """
    here = sandbox()
    phone_number, asked = msisdn_of(asking), asked_in(dialect, asking)
    if not here.mssp.take_name(asking.application_transaction):
        raise MsspFault(codes.WRONG_PARAMETER, "AP_TransID was used before")
    sim = sim_in(phone_number)
    if sim is None:
        raise MsspFault(codes.UNKNOWN_CLIENT, "This number has no SIM that signs")
    opened = sim.code_at_start or here.mssp.open(sim, asked)
    code, name = (codes.ACCEPTED, opened.id) if isinstance(opened, Transaction) else (opened, "none")
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
    """Return the status of one transaction, with the signature if the holder confirmed.

    Raises:
        MsspFault: the transaction ended without a signature, or there is no transaction with this id.
    """
    here = sandbox()
    transaction = here.mssp.called(asking.message.get("MSSP_TransID", ""))
    if transaction is None or transaction.asked.dialect != dialect:
        raise MsspFault(codes.WRONG_PARAMETER, "There is no such transaction")
    code = here.mssp.code_of(transaction)
    if code not in codes.SUCCESSES:
        raise MsspFault(code, "It ended")
    confirmed = transaction.outcome is not None and code in {codes.SIGNED, codes.VALIDATED}
    handed = signed(transaction, here.authority) if confirmed else HandedOver()
    reply = transaction.sim.reply
    return Told(
        operation="MSS_StatusQuery",
        message="MSS_StatusResp",
        application_id=asking.application_id,
        application_transaction=(
            "another" if reply is Reply.OTHER_QUESTION else asking.application_transaction
        ),
        msisdn="84900000999"
        if reply is Reply.OTHER_PHONE
        else transaction.sim.phone_number.removeprefix("+"),
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
