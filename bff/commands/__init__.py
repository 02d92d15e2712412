"""Commands for operators: reports from the running product's Redis, stolen passwords. Never a web request."""
