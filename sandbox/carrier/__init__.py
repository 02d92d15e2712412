"""The carrier, by CAMARA's descriptions: token endpoint, requests, responses, comparison of names."""
