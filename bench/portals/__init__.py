"""Portals sign people in: the provider of the product beside the certified one of Node."""
