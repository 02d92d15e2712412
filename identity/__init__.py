"""Who a person or an organisation is, as facts: names, numbers, phones, subjects. No store, no web."""
