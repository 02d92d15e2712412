"""What this folder plugs in."""

from bff.methods.part import Part
from bff.views.start import codes, ease, helping, views
from bff.views.start.gallery_states import GALLERY

PART = Part(blueprints=(views.blueprint, codes.blueprint, helping.blueprint, ease.blueprint), gallery=GALLERY)
