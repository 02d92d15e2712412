"""The whole declaration of registering with a USB signing token."""

from bff.methods.method import InHand, Method
from bff.serving.language import lazy
from bff.views.usb_token.gallery_states import STATES
from bff.views.usb_token.journeys import PROVING, REGISTERING
from bff.views.usb_token.views import blueprint, continue_blueprint, proof, sign_in_blueprint
from bff.views.usb_token.words import WORDS
from identity.subject import Subject

USB_TOKEN = Method(
    key=REGISTERING.key,
    title=lazy("USB signing token"),
    need=lazy("A computer with the signing helper, and the token"),
    minutes=4,
    level=3,
    subjects=tuple(Subject),
    in_hand=InHand.TOKEN,
    journey=REGISTERING,
    blueprint=blueprint,
    prepare="usb_token/prepare.html",
    states=STATES,
    words=WORDS,
    sign_in_endpoint="token_sign_in.begin_sign_in",
    prove_endpoint=f"{PROVING.key}.begin",
    sign_in_words=lazy("You sign in with your token. You may add a password later, in your account."),
    needs_setting="usb_roots_file",
    sent_to=lazy("Nobody. Whoever issued your certificate is only asked whether it still counts."),
    other_blueprints=(continue_blueprint, sign_in_blueprint, proof),
)
