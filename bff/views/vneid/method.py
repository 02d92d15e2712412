"""Declares the method "VNeID": its words, its journeys and everything that it plugs in. For citizens alone.

Organisations have no levels at VNeID, and a representative's sign-in proves no organisation: they register
with a signature.
"""

from bff.methods.method import Method
from bff.methods.part import Part
from bff.rules.portals.means import Means
from bff.rules.proofs import ProofKind
from bff.serving.language import lazy
from bff.views.vneid import returning
from bff.views.vneid.forms import CONSENT, CONSENT_PURPOSE
from bff.views.vneid.gallery_states import GALLERY
from bff.views.vneid.pendings import AtVneid
from bff.views.vneid.views import JOURNEYS, REGISTERING, blueprint
from bff.views.vneid.words import WORDS
from identity.subject import Subject

VNEID = Method(
    key=REGISTERING.key,
    title=lazy("VNeID account"),
    need=lazy("Your own VNeID account of level 2"),
    minutes=3,
    proof=ProofKind.VNEID,
    verified_by=lazy("VNeID"),
    subjects=(Subject.CITIZEN,),
    in_hand=lazy("VNeID account"),
    prepare="vneid/prepare.html",
    part=Part(
        journeys=JOURNEYS,
        blueprints=(blueprint, returning.blueprint),
        pendings=(AtVneid,),
        gallery=GALLERY,
    ),
    words=WORDS,
    sign_in_endpoint="vneid_sign_in.begin_sign_in",
    means=Means.MINISTRY,
    first="vneid/first.html",
    elsewhere_setting="vneid_url",
    needs_setting="vneid_authorization_url",
    sent_to=lazy(
        "VNeID: only that you come from this portal. It tells us your name, identification number, date of "
        "birth, sex and level; the level is not kept."
    ),
    consents={CONSENT_PURPOSE: CONSENT},
)
