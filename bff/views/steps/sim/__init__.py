"""The step after a right code by SMS that asks the carrier about the phone's SIM. No other step."""
