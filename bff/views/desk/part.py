"""What this folder plugs in: the desk's areas in the order in which they are shown, and its screens."""

from bff.methods.part import Part
from bff.views.desk import appointments, disputes, home, password_help, set_up, sign_in, staff
from bff.views.desk.gallery_states import GALLERY

PART = Part(
    blueprints=(
        sign_in.blueprint,
        set_up.blueprint,
        home.blueprint,
        appointments.blueprint,
        password_help.blueprint,
        disputes.blueprint,
        staff.blueprint,
    ),
    areas=(appointments.AREA, appointments.CLERKS_AREA, password_help.AREA, disputes.AREA, staff.AREA),
    gallery=GALLERY,
)
