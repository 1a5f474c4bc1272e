"""What earlier versions left on disk, and that this one goes on with it."""
