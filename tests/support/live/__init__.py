"""What attacks on a running product stand on: raw connections, and a world made of processes."""
