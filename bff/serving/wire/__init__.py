"""What lies below WSGI: connections, frames of sockets, turns of the event loop, processes."""
