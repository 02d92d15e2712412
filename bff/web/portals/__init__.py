"""What a browser knows of portals: ids of the requests that its person has begun to answer."""
