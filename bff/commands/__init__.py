"""What an operator asks of the running product's store. It serves no request."""
