"""The protocol with portals, given to Authlib. No screen of a person is here, and no address of ours."""
