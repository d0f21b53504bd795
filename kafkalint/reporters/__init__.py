"""Ways to show a report; each is found by being a module of this package."""
