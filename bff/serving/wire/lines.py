"""How long the first line of a request may be."""

#: In bytes, with method and version, without its end. gunicorn reads them before anything is known of the
#: sender, and answers a longer line with 414. What a portal asks beyond it, it pushes (RFC 9126).
LONGEST_REQUEST_LINE = 4_094
