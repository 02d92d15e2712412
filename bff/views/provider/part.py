"""What this folder plugs in: the provider's screens, and the addresses that portals call themselves."""

from bff.methods.part import Part
from bff.views.provider import backchannel, door, leaving, machine, mine
from bff.views.provider.gallery_states import GALLERY

#: Their addresses stand in the blueprint of the screens.
OTHER_SCREENS = (leaving, mine)

PART = Part(
    blueprints=(door.blueprint,),
    called_by_machines=(machine.blueprint,),
    told_in_json=(machine.blueprint,),
    gallery=GALLERY,
    loops=(backchannel.keep_telling,),
)
