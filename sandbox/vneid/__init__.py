"""VNeID in its three forms: the page where a person signs in, the token endpoint, and userinfo."""
