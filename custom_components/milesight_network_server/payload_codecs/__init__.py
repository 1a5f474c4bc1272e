"""Which payload codecs a gateway has: what is known of them, and how it is found out."""
