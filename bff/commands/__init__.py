"""Commands for operators and the hotline: reports, freezing, stolen passwords. Never a web request."""
