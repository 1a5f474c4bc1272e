"""What a gateway's network server keeps, as a file, and what of it another gateway lacks."""
