"""Declares the method "mobile subscriber": its words, its journeys and everything that it plugs in."""

from bff.methods.method import Method, RefusalWords
from bff.methods.part import Part
from bff.rules.proofs import ProofKind
from bff.serving.language import lazy
from bff.views.mobile_subscriber.forms import DetailsForm
from bff.views.mobile_subscriber.gallery_states import GALLERY
from bff.views.mobile_subscriber.views import PROVING, REGISTERING
from bff.views.steps.sim.registers import SIM_CHANGED
from identity.subject import Subject
from verifiers.carrier import SubscriberRefusal

MOBILE_SUBSCRIBER = Method(
    key=REGISTERING.key,
    title=lazy("Mobile number in your own name"),
    need=lazy("A SIM registered under your name that can receive messages"),
    minutes=3,
    proof=ProofKind.CARRIER,
    verified_by=lazy("Your mobile carrier"),
    subjects=(Subject.CITIZEN,),
    in_hand=lazy("SIM in your name"),
    prepare="mobile_subscriber/prepare.html",
    part=Part(
        journeys=(REGISTERING, PROVING),
        gallery=GALLERY,
    ),
    sent_to=lazy(
        "Your carrier: your name, identification number, date of birth and phone number, only to "
        "compare them."
    ),
    consents=DetailsForm.consent_told(),
    words={
        SubscriberRefusal.UNKNOWN_NUMBER: RefusalWords(
            title=lazy("The carrier does not know this number"),
            body=lazy(
                "Check the phone number. If it is right, it may be with a carrier that cannot be asked yet: "
                "choose another way to register."
            ),
        ),
        SubscriberRefusal.PERSON_DIFFERS: RefusalWords(
            title=lazy("Your details do not match the carrier's record"),
            body=lazy(
                "Most often the carrier still has your old 9-digit number, or details from before your "
                "present card. Check your name, identification number and date of birth. If they are right, "
                "have the carrier update your subscription, with your identity card in hand, and register "
                "again. "
                "If the subscription is in somebody else's name, choose another way."
            ),
            guide="subscription",
        ),
        SubscriberRefusal.SIM_CHANGED: SIM_CHANGED,
        SubscriberRefusal.NOT_APPLICABLE: RefusalWords(
            title=lazy("The carrier cannot check this kind of subscription"),
            body=lazy(
                "It may belong to a company or to another service. Use a subscription in your own name, "
                "or choose another way to register."
            ),
            guide="subscription",
        ),
    },
)
