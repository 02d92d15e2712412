"""Rules for one-time codes and for passwords. Pure: never Flask, never a store, never the clock."""
