"""The addresses of this folder that no journey declares: links, proofs, codes for accounts, the way in."""

from bff.methods.part import Part
from bff.owners.certificates import HeldAccounts
from bff.views.steps import entering, existing, links, proof

PART = Part(
    journeys=(existing.JOURNEY,),
    blueprints=(links.blueprint, entering.blueprint, proof.blueprint, existing.blueprint),
    pendings=(HeldAccounts,),
)
