"""Declares the method "Vietnam Post": its words, its journeys and everything that it plugs in."""

from bff.methods.method import Method, RefusalWords
from bff.methods.part import Part
from bff.rules.proofs import ProofKind
from bff.serving.language import lazy
from bff.views.steps.sim.registers import OF_ANOTHER, SIM_CHANGED
from bff.views.vietnam_post import appointment, continuing, office, office_calls
from bff.views.vietnam_post.forms import AppointmentForm, PostIdForm, PostIdProofForm
from bff.views.vietnam_post.gallery_states import GALLERY
from bff.views.vietnam_post.pendings import HeldAppointment, Residence
from bff.views.vietnam_post.post_id import PROVING, REGISTERING
from identity.subject import Subject
from verifiers.carrier import SubscriberRefusal
from verifiers.vietnam_post import PostIdRefusal

VIETNAM_POST = Method(
    key=REGISTERING.key,
    title=lazy("Vietnam Post"),
    need=lazy("A verified PostID, or an appointment at a post office"),
    minutes=5,
    proof=ProofKind.POST_ID,
    verified_by=lazy("Vietnam Post"),
    subjects=(Subject.CITIZEN,),
    in_hand=lazy("PostID or post office"),
    prepare="vietnam_post/prepare.html",
    needs_setting="post_url",
    part=Part(
        journeys=(REGISTERING, PROVING, office.OFFICE, appointment.LOOKING, continuing.CONTINUING),
        blueprints=(
            office.blueprint,
            appointment.blueprint,
        ),
        called_by_machines=(office_calls.blueprint,),
        pendings=(Residence, HeldAppointment),
        continuations=(continuing.CONTINUATION,),
        gallery=GALLERY,
    ),
    sent_to=lazy(
        "Vietnam Post: the name of your PostID account, your name, identification number and date of birth, "
        "to compare them; or, at an appointment, its staff saw them. After a PostID, your carrier: the phone "
        "number and a day, to learn whether its SIM was changed or the number was given to another person; "
        "and, where your account has another number, the same details as Vietnam Post, to compare them."
    ),
    consents=PostIdForm.consent_told() | PostIdProofForm.consent_told() | AppointmentForm.consent_told(),
    words={
        PostIdRefusal.UNKNOWN: RefusalWords(
            title=lazy("Vietnam Post does not know this PostID"),
            body=lazy(
                "Check the account name. If you have no PostID, make an appointment at a post office, or "
                "choose another way to register."
            ),
        ),
        PostIdRefusal.NOT_VERIFIED: RefusalWords(
            title=lazy("This PostID is not verified yet"),
            body=lazy(
                "Have it verified at a post office, with your identity card in hand, and register again. Or "
                "make an appointment here: then the post office verifies you for this account at once."
            ),
            can_correct=False,
        ),
        PostIdRefusal.DIFFERS: RefusalWords(
            title=lazy("Your details do not match your PostID"),
            body=lazy(
                "Check your name, identification number and date of birth. If they are right, have a post "
                "office correct your PostID, with your identity card in hand, and register again."
            ),
        ),
        PostIdRefusal.CLOSED: RefusalWords(
            title=lazy("This PostID was closed"),
            body=lazy(
                "It can no longer be used. Make an appointment at a post office, or choose another way to "
                "register."
            ),
            can_correct=False,
        ),
        SubscriberRefusal.SIM_CHANGED: SIM_CHANGED,
        **OF_ANOTHER,
    },
)
