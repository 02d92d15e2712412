"""What a method of registering is, and how the clients of counterparts are built. It declares no method."""
