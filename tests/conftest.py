"""What every test starts from: no screen, no settings of the person at this machine, the same random numbers."""

import os

from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for name in [name for name in os.environ if name.startswith("PETITION_DESK_")]:
    del os.environ[name]

# a busy machine is no fault of the code: no deadline; and a failure must come back when it is run again
settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")
