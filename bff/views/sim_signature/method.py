"""Declares the method "SIM signature": its words, its journeys and everything that it plugs in."""

from bff.methods.method import Method
from bff.methods.part import Part
from bff.rules.portals.means import Means
from bff.rules.proofs import ProofKind
from bff.serving.language import lazy
from bff.views.sim_signature.gallery_states import GALLERY
from bff.views.sim_signature.transaction import Reported, RequestTurn, Transaction
from bff.views.sim_signature.views import PROVING, REGISTERING, SIGNING_IN, blueprint
from bff.views.sim_signature.words import WORDS
from identity.subject import Subject

SIM_SIGNATURE = Method(
    key=REGISTERING.key,
    title=lazy("SIM signature"),
    need=lazy("A SIM with an activated digital signature, and its PIN"),
    minutes=2,
    proof=ProofKind.SIGNATURE,
    verified_by=lazy("The authority that issued your certificate"),
    subjects=tuple(Subject),
    in_hand=lazy("Signing SIM"),
    prepare="sim_signature/prepare.html",
    part=Part(
        journeys=(REGISTERING, SIGNING_IN, PROVING),
        blueprints=(blueprint,),
        pendings=(Transaction, RequestTurn, Reported),
        gallery=GALLERY,
    ),
    words=WORDS,
    sent_to=lazy("Your carrier's signing service: your phone number and the text that your SIM signed."),
    sign_in_endpoint="sim_sign_in.begin_sign_in",
    means=Means.SIM,
    sign_in_words=lazy("You sign in with your SIM. You may add a password later, in your account."),
    needs_setting="sim_url",
)
