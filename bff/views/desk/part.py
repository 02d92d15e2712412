"""What this folder adds to the product: the desk's screens, and its areas in the order of the home screen."""

from bff.methods.part import Part
from bff.views.desk import appointments, home, passkeys, password_help, set_up, sign_in, staff
from bff.views.desk.disputes import deciding, viewing_codes
from bff.views.desk.gallery_states import GALLERY

PART = Part(
    blueprints=(
        sign_in.blueprint,
        set_up.blueprint,
        home.blueprint,
        passkeys.blueprint,
        appointments.blueprint,
        password_help.blueprint,
        deciding.blueprint,
        viewing_codes.blueprint,
        staff.blueprint,
    ),
    areas=(
        appointments.AREA,
        appointments.CLERKS_AREA,
        password_help.AREA,
        password_help.SUPERVISORS_AREA,
        deciding.AREA,
        viewing_codes.AREA,
        viewing_codes.SUPERVISORS_AREA,
        staff.AREA,
    ),
    gallery=GALLERY,
)
