"""What this folder plugs in."""

from bff.methods.part import Part
from bff.views.callbacks import sms

PART = Part(called_by_machines=(sms.blueprint,))
