"""What expressions come to: three-valued, bounded, and with the places that decided it."""
