"""What operators and their monitors ask of the running product: health, metrics later. No person sees it."""
