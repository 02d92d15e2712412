"""The screens before a journey: home, the choice of subject and method, more time. No screen of a journey."""
