"""Polls the gateway for one request to a SIM: rings the SIM, asks for the status, saves the outcome.

A poller runs outside any request, started by `bff.stores.asking`. It reads the newest flow, saves what it
learns, and rings the bell. An answer that comes after the deadline or after the person cancelled changes
nothing.
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
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.sim_signature import Pending, Signed, SigningRefusal, SimSigning, StillWaiting


@dataclass(frozen=True)
class Poller:
    """Asks for one registration; ``asker()`` tells whether to go on asking.

    Attributes:
        phone: the digest of the number under which the request was noted as open.
    """

    services: Services
    flow_id: str
    phone: str

    def __call__(self) -> bool:
        """Ask once and keep what was learnt."""
        flow = self.services.flows.load(self.flow_id, touch=False)
        if flow is None:  # it expired, or another method was begun instead
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
            return self._refuse(transaction, Trouble.NOT_UNDERSTOOD)

    def _ask(self, flow: Flow, transaction: Transaction) -> bool:
        if transaction.stage is Stage.NEW:
            return self._ring_the_sim(flow, transaction)
        if transaction.sent is None:  # the worker that rang it died before it was told how to ask
            return self._refuse(transaction, Trouble.NO_ANSWER)
        if self.services.clock() >= transaction.deadline:
            return self._refuse(transaction, SigningRefusal.EXPIRED)
        return self._ask_for_status(transaction, transaction.sent)

    def _ring_the_sim(self, flow: Flow, transaction: Transaction) -> bool:
        """Ring it once: that it is being rung is kept first, so that no other worker rings it again."""
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
        except Unreachable:
            self._keep(replace(transaction, is_gateway_silent=True), instead_of=transaction.stage)
            return True
        match answer:
            case StillWaiting():
                if transaction.is_gateway_silent:
                    self._keep(replace(transaction, is_gateway_silent=False), instead_of=transaction.stage)
                return True
            case Signed():
                return self._conclude(
                    transaction, lambda flow: go_on_with(self.services, flow, answer.certificate)
                )
            case SigningRefusal():
                return self._refuse(transaction, answer)

    def _refuse(self, transaction: Transaction, refusal: str) -> bool:
        log.info("sim_refused", outcome=f"refused_{refusal}")
        return self._conclude(
            transaction,
            lambda flow: flow.learn(step="refused", refusal=refusal, pending=None),
        )

    def _conclude(self, transaction: Transaction, change: Callable[[Flow], Flow]) -> bool:
        """Change the newest record, as long as it waits for this very request, and ring; asking is over."""
        phone = self.phone
        while (newest := self.services.flows.load(self.flow_id, touch=False)) is not None:
            if not _waits_for(newest, transaction):
                return newest.step == "waiting"  # another request, made since: its asker is this one
            phone = self.services.digest_of(newest.phone_number or "")
            try:
                self.services.flows.save(change(newest))
            except OutOfDate:
                continue
            ring(self.services.bell, self.flow_id)
            break
        self.services.pollers.stop_waiting(self.flow_id)
        self.services.open_requests.end(phone, whose=self.flow_id)
        return False

    def _keep(self, transaction: Transaction, *, instead_of: Stage) -> bool:
        """Keep the transaction's newest state, unless another worker or the person was faster."""
        while (newest := self.services.flows.load(self.flow_id, touch=False)) is not None:
            if not _waits_for(newest, transaction):
                return False
            stored = newest.pending_as(Transaction)
            if stored.stage is not instead_of:
                return False
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
        found: SimSigning = self.services.verifiers[SimSigning]
        return found

    @property
    def _display_text(self) -> str:
        return self.services.settings.sim_display_text.format(site=self.services.settings.sms_site_name)


def _waits_for(flow: Flow, transaction: Transaction) -> bool:
    """Tell whether a registration still waits for this request, and not for one made after it."""
    if flow.step != "waiting":
        return False
    return flow.pending_as(Transaction).challenge == transaction.challenge
