"""`python -m regulars`."""

from regulars.cli.main import main

main()
