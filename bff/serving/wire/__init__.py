"""What lies below WSGI: connections, the frames of sockets, and turns of the event loop."""
