"""`python -m tests.browser.demo …`: `helpline demo …` whose proof of work costs next to nothing.

Each of many conversations would cost a third of a second of the processor otherwise; that the cost is one that a page
can bear is measured by tests/js/measure_sum.js.
"""

from helpline.__main__ import main
from helpline.demo import settings

if __name__ == "__main__":
    settings.PROOF_COST = 1
    main()
