"""Commands for operators that read the running product's Redis. Never a web request."""
