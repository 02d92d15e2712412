"""The carrier as CAMARA describes it: tokens, questions, answers, and how it writes names."""
