"""Declares the method "social insurance": its words, its journeys and everything that it plugs in."""

from bff.methods.method import Call, Method, RefusalWords
from bff.methods.part import Part
from bff.rules.proofs import ProofKind
from bff.serving.language import lazy
from bff.views.social_insurance.forms import DetailsForm
from bff.views.social_insurance.gallery_states import GALLERY
from bff.views.social_insurance.views import PROVING, REGISTERING
from identity.subject import Subject
from verifiers.social_insurance import InsuranceRefusal

_OFFICE = Call(lazy("Call social insurance"), setting="social_insurance_hotline")

SOCIAL_INSURANCE = Method(
    key=REGISTERING.key,
    title=lazy("Social-insurance number"),
    need=lazy("Your insurance book or health-insurance card"),
    minutes=3,
    proof=ProofKind.SOCIAL_INSURANCE,
    verified_by=lazy("Social insurance"),
    subjects=(Subject.CITIZEN,),
    in_hand=lazy("Social-insurance card"),
    prepare="social_insurance/prepare.html",
    needs_setting="social_insurance_url",
    part=Part(
        journeys=(REGISTERING, PROVING),
        gallery=GALLERY,
    ),
    sent_to=lazy(
        "Social insurance: your insurance number, name, date of birth and identification number, to fetch "
        "your record; it was compared and not kept."
    ),
    consents=DetailsForm.consent_told(),
    words={
        InsuranceRefusal.UNKNOWN_NUMBER: RefusalWords(
            title=lazy("Social insurance found no record under this number"),
            body=lazy(
                "Check the 10 digits on your insurance book or health-insurance card. If they are right, "
                "ask a social-insurance office, with your identity card in hand, or choose another way."
            ),
            guide="insurance",
            call=_OFFICE,
        ),
        InsuranceRefusal.PERSON_DIFFERS: RefusalWords(
            title=lazy("Your details do not match the social-insurance record"),
            body=lazy(
                "With these details you cannot register this way. Check both numbers, your name and your "
                "date "
                "of birth. If they are right, the record may be an old one: have a social-insurance office "
                "correct it, with your identity card in hand, "
                "and register again; or choose another way."
            ),
            guide="insurance",
            call=_OFFICE,
        ),
        InsuranceRefusal.RECORD_CLOSED: RefusalWords(
            title=lazy("This social-insurance record is closed"),
            body=lazy(
                "It cannot be used to register. If you have another insurance number, enter that one. "
                "A social-insurance office can say why this one is closed; or choose another way."
            ),
            guide="insurance",
            call=_OFFICE,
        ),
        InsuranceRefusal.RECORD_UNCLEAR: RefusalWords(
            title=lazy("This social-insurance record has to be put in order first"),
            body=lazy(
                "It is incomplete or contradicts itself, so it cannot prove who you are. Have a "
                "social-insurance office correct it, with your identity card in hand, and register again; "
                "or choose another way."
            ),
            can_correct=False,
            guide="insurance",
            call=_OFFICE,
        ),
    },
)
