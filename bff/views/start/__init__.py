"""Where everything begins: home, the choice of subject and method, more time. No method's own screen."""
