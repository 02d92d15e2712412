"""Who a person or an organisation is: names, numbers, phones, subject, claims. Facts only; never a store."""
