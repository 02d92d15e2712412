"""The backend-for-frontend: the web application that browsers talk to. Never a counterpart's wire format."""
