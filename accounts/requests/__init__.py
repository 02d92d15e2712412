"""What an account's holder asks for about their data, and carrying it out. It never decides who asks."""
