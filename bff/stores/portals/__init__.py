"""What lives for minutes between a portal and a person. The portals themselves are in `accounts.portals`."""
