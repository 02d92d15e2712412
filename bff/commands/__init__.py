"""Commands for operators and the hotline, on the running product's stores. Never a web request."""
