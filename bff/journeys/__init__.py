"""Journeys, and the flow of one person through a journey. Pure: never Flask, never Redis, never a view."""
