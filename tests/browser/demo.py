"""`python -m tests.browser.demo …`: `helpline demo …` whose proof of work costs next to nothing.

With DEMO_TEAM_KEY in the environment that key is pinned, as HELPLINE_TEAM_KEY does in a real start.
Each of many conversations would cost a third of a second of the processor otherwise; that the cost is one that a page
can bear is measured by tests/js/measure_sum.js.
"""

import os

from helpline.__main__ import main
from helpline.demo import settings

if __name__ == "__main__":
    settings.PROOF_COST = 1
    settings.TEAM_KEY = os.environ.get("DEMO_TEAM_KEY", "")
    main()
