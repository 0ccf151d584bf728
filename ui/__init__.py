"""The window: asks app.actions, shows app.domain, knows nothing of SQL, xlsx or PDF drawing."""

from ui.immortal import keep_constants

keep_constants()  # before the first call into Qt, whichever module of the window a process begins with
