"""The people, phones and servers that measurements need. It measures nothing itself."""
