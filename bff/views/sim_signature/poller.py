"""Polls the gateway for one request to a SIM: sends the request, asks for the status, saves the outcome.

A poller runs outside any HTTP request; `bff.stores.pollers` starts it. Each round loads the newest version of
the flow, asks the gateway once, saves the answer in the flow, and rings the bell, so that the waiting screen
fetches its news. At the deadline the poller ends the transaction as expired. If the person has cancelled, an
answer that is still on its way changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bff.journeys.flow import Flow
from bff.owners.certificates import go_on_with
from bff.services import Services
from bff.serving.bell import ring
from bff.serving.log import log, new_incident
from bff.stores.flows import OutOfDate
from bff.views.sim_signature.transaction import Stage, Transaction
from bff.views.sim_signature.words import Trouble
from verifiers.certificates import SOURCES_OF_REVOCATION, is_left_alone
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.sim_signature import Pending, Signed, SigningRefusal, SimSigning, StillWaiting


@dataclass(frozen=True)
class Poller:
    """Polls the gateway for one flow; each call is one round, and returns whether another round is needed.

    Attributes:
        phone: digest of the phone number. `OpenRequests` holds the open request under it.
    """

    services: Services
    flow_id: str
    phone: str

    def __call__(self) -> bool:
        """Ask the gateway once and save the answer."""
        flow = self.services.flows.load(self.flow_id, touch=False)
        if flow is None:  # it expired, or this browser has begun another flow in its place
            self.services.open_requests.end(self.phone, whose=self.flow_id)
            return False
        if flow.step != "waiting":
            return False
        transaction = flow.pending_as(Transaction)
        try:
            return self._ask(flow, transaction)
        except UnexpectedAnswer as trouble:
            incident = new_incident()
            log.error(
                "counterpart_nonsense",
                counterpart=trouble.counterpart,
                reason=trouble.reason,
                incident=incident,
            )
            if trouble.counterpart in SOURCES_OF_REVOCATION:
                return self._end_without_word(transaction)
            return self._refuse(transaction, Trouble.NOT_UNDERSTOOD)

    def _ask(self, flow: Flow, transaction: Transaction) -> bool:
        if transaction.stage is Stage.NEW:
            return self._ring_the_sim(flow, transaction)
        if transaction.sent is None:  # a worker died before it saved the gateway's answer to the request
            return self._refuse(transaction, Trouble.NO_ANSWER)
        if self.services.clock() >= transaction.deadline:
            return self._refuse(transaction, SigningRefusal.EXPIRED)
        return self._ask_for_status(transaction, transaction.sent)

    def _ring_the_sim(self, flow: Flow, transaction: Transaction) -> bool:
        """Send the request to the SIM, once.

        The stage RINGING is saved before the request is sent. If this worker dies in between, the next poller
        refuses the transaction and does not ring the phone a second time.
        """
        ringing = replace(transaction, stage=Stage.RINGING)
        if not self._keep(ringing, instead_of=Stage.NEW):
            return True
        try:
            answer = self._signing.start(
                flow.phone_number or "", transaction.challenge, display_text=self._display_text
            )
        except Unreachable:
            return self._refuse(transaction, Trouble.NO_ANSWER)
        if isinstance(answer, Pending):
            self._keep(replace(ringing, stage=Stage.ON_THE_PHONE, sent=answer), instead_of=Stage.RINGING)
            return True
        return self._refuse(transaction, answer)

    def _ask_for_status(self, transaction: Transaction, sent: Pending) -> bool:
        try:
            answer = self._signing.status(sent)
        except Unreachable as trouble:
            # The phone has confirmed, so waiting for it would end as "no answer from the phone".
            is_about_revocation = trouble.counterpart in SOURCES_OF_REVOCATION and not is_left_alone(trouble)
            if transaction.is_gateway_silent and is_about_revocation:
                log.warning("counterpart_silent", counterpart=trouble.counterpart, reason=trouble.reason)
                return self._end_without_word(transaction)
            self._keep(replace(transaction, is_gateway_silent=True), instead_of=transaction.stage)
            return True
        match answer:
            case StillWaiting():
                if transaction.is_gateway_silent:
                    self._keep(replace(transaction, is_gateway_silent=False), instead_of=transaction.stage)
                return True
            case Signed():
                return self._conclude(transaction, lambda flow: self._confirmed(flow, answer))
            case SigningRefusal():
                return self._refuse(transaction, answer)

    def _confirmed(self, flow: Flow, answer: Signed) -> Flow:
        """Return the flow after the signature. A confirmed request is given back: only the others count."""
        self.services.limits.give_back(flow.counted)
        return go_on_with(self.services, flow, answer.certificate)

    def _end_without_word(self, transaction: Transaction) -> bool:
        """End a confirmed request of which no authority says whether its certificate was revoked.

        The person did all that was asked, so the request is given back.
        """
        log.info("sim_refused", outcome=f"refused_{SigningRefusal.STATUS_UNKNOWN}")

        def end(flow: Flow) -> Flow:
            self.services.limits.give_back(flow.counted)
            return flow.learn(step="refused", refusal=SigningRefusal.STATUS_UNKNOWN, pending=None)

        return self._conclude(transaction, end)

    def _refuse(self, transaction: Transaction, refusal: str) -> bool:
        log.info("sim_refused", outcome=f"refused_{refusal}")
        return self._conclude(
            transaction,
            lambda flow: flow.learn(step="refused", refusal=refusal, pending=None),
        )

    def _conclude(self, transaction: Transaction, change: Callable[[Flow], Flow]) -> bool:
        """Apply *change* to the newest version of the flow and save it; free the phone and end the polling.

        Nothing changes if the flow no longer waits for *transaction*.

        Returns:
            Whether to go on polling: only if the flow now waits for a newer request.
        """
        phone = self.phone
        while (newest := self.services.flows.load(self.flow_id, touch=False)) is not None:
            if not _waits_for(newest, transaction):
                # A newer request of the same flow found the lease taken, so this poller serves it as well.
                return newest.step == "waiting"
            # The poller may have begun with an earlier request to another number.
            phone = self.services.digest_of(newest.phone_number or "")
            try:
                self.services.flows.save(change(newest))
            except OutOfDate:  # another request saved the flow in between: change its newest version instead
                continue
            ring(self.services.bell, self.flow_id)
            break
        self.services.pollers.stop_waiting(self.flow_id)
        self.services.open_requests.end(phone, whose=self.flow_id)
        return False

    def _keep(self, transaction: Transaction, *, instead_of: Stage) -> bool:
        """Save *transaction* in the flow if the saved transaction is still at the stage *instead_of*.

        Returns:
            False if the flow waits for another request, or if another poller has changed the stage.
        """
        while (newest := self.services.flows.load(self.flow_id, touch=False)) is not None:
            if not _waits_for(newest, transaction):
                return False
            stored = newest.pending_as(Transaction)
            if stored.stage is not instead_of:
                return False
            # The person may have extended the deadline while the gateway was answering.
            kept = replace(transaction, deadline=stored.deadline, extended=stored.extended)
            try:
                self.services.flows.save(newest.learn(pending=kept))
            except OutOfDate:
                continue
            ring(self.services.bell, self.flow_id)
            return True
        return False

    @property
    def _signing(self) -> SimSigning:
        signing: SimSigning = self.services.verifiers[SimSigning]
        return signing

    @property
    def _display_text(self) -> str:
        return self.services.settings.sim_display_text.format(site=self.services.settings.sms_site_name)


def _waits_for(flow: Flow, transaction: Transaction) -> bool:
    """Return whether the flow waits for this transaction and not for a newer one. Challenges never repeat."""
    if flow.step != "waiting":
        return False
    return flow.pending_as(Transaction).challenge == transaction.challenge
