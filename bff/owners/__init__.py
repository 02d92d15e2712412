"""Decides which account a person holds, what follows a proof, and for whom a register is asked.

Never a message, never a screen.
"""
