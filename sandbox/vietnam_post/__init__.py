"""Vietnam Post: the register of PostID accounts, and a page where a tester plays a post office's staff."""
