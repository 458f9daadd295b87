"""`python -m huzhu.cli`, the same as `huzhu`."""

from huzhu.cli import main

main()
