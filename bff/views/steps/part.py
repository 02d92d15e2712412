"""The addresses of this folder that no journey declares: links, proofs, the code for an existing account."""

from bff.methods.part import Part
from bff.owners.certificates import HeldAccounts
from bff.views.steps import existing, links, proof

PART = Part(
    journeys=(existing.JOURNEY,),
    blueprints=(links.blueprint, proof.blueprint, existing.blueprint),
    pendings=(HeldAccounts,),
)
