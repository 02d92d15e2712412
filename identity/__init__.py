"""Facts about people and organisations: names, numbers, phone numbers, subjects. No database, no web page."""
