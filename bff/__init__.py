"""The backend-for-frontend: what a phone talks to."""
