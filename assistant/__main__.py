"""`python -m assistant` is `rongcuo`."""

from assistant.cli import main

raise SystemExit(main())
