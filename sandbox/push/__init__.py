"""A push service and its devices (RFC 8030): takes encrypted messages, decrypts them and shows what came."""
