"""What this folder plugs in beside the steps that journeys name: links, proofs, the existing account."""

from bff.methods.part import Part
from bff.views.steps import existing, links, proof

PART = Part(journeys=(existing.JOURNEY,), blueprints=(links.blueprint, proof.blueprint, existing.blueprint))
