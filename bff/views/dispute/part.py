"""What this folder adds to the product: the citizens' screens of disputes."""

from bff.journeys.purpose import Aim
from bff.methods.part import AimPlace, Part
from bff.serving.language import lazy
from bff.views.dispute import answering, decided, not_me, opening, registering, status
from bff.views.dispute.gallery_states import GALLERY
from bff.views.dispute.pendings import DisputeCase, DisputerProof

PART = Part(
    journeys=(
        opening.OPENING,
        status.LOOKING,
        answering.ANSWERING,
        decided.READING,
        registering.REGISTERING,
        not_me.FREEING,
    ),
    blueprints=(opening.blueprint,),
    pendings=(DisputerProof, DisputeCase),
    continuations=(answering.CONTINUATION, decided.CONTINUATION, not_me.CONTINUATION),
    aims={
        Aim.DISPUTE: AimPlace(
            take=opening.proved,
            title=lazy("Prove that the number is yours"),
            text=lazy(
                "Whoever says that an account is not theirs proves first who they are. Choose a way that you "
                "have in hand; nothing happens to the account yet."
            ),
            back_endpoint="dispute.start",
        ),
        Aim.ANSWER: AimPlace(
            take=answering.answer_proved,
            title=lazy("Prove who you are and answer"),
            text=lazy(
                "If the account is yours and its phone no longer is, prove who you are in another way. Then "
                "you answer, or read the decision and can appeal."
            ),
            back_endpoint="dispute.start",
        ),
    },
    gallery=GALLERY,
)
