"""`python -m kafkalint` is `kafkalint`."""

from kafkalint.cli import main

main()
