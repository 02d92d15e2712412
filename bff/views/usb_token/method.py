"""Declares the method "USB token": its words, its journeys and everything that it plugs in."""

from bff.methods.method import Method
from bff.methods.part import Part
from bff.rules.portals.means import Means
from bff.rules.proofs import ProofKind
from bff.serving.language import lazy
from bff.views.usb_token.gallery_states import GALLERY
from bff.views.usb_token.pendings import TokenWork
from bff.views.usb_token.views import PROVING, REGISTERING, SIGNING_IN, continuing, signing_in
from bff.views.usb_token.words import WORDS
from identity.subject import Subject

USB_TOKEN = Method(
    key=REGISTERING.key,
    title=lazy("USB signing token"),
    need=lazy("A computer with the signing helper, and the token"),
    minutes=4,
    proof=ProofKind.SIGNATURE,
    verified_by=lazy("The authority that issued your certificate"),
    subjects=tuple(Subject),
    in_hand=lazy("USB token"),
    prepare="usb_token/prepare.html",
    part=Part(
        journeys=(REGISTERING, SIGNING_IN, PROVING),
        blueprints=(continuing, signing_in),
        pendings=(TokenWork,),
        gallery=GALLERY,
    ),
    words=WORDS,
    sign_in_endpoint="token_sign_in.begin_sign_in",
    means=Means.TOKEN,
    sign_in_words=lazy("You sign in with your token. You may add a password later, in your account."),
    needs_setting="usb_roots_file",
    sent_to=lazy("Nobody. Whoever issued your certificate is only asked whether it still counts."),
)
