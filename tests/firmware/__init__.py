"""Which firmware devices run, and what is offered for it."""
