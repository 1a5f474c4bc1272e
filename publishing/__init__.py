"""What is published: by which rules, and how a release is made."""
