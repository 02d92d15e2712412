"""The screens: start, shared steps, one folder a method, account, dispute, desk, callbacks. Never a rule."""
