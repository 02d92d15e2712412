"""One file per step; each names the step before it. Never a change to a step that was released."""
