"""Vietnam Post: the register of PostID accounts, and a counter where a tester plays clerk and supervisor."""
