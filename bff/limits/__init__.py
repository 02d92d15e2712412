"""Every limit: how often something may be tried, and by whom it is counted. It decides nothing else."""
