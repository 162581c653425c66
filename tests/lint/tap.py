# SPDX-License-Identifier: Apache-2.0
"""TAP for the checks of this folder: one line a case, a plan at the end."""
import os
import sys


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def check(self, good, name, why=""):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}")
        if not good:
            for line in str(why).splitlines():
                print(f"# {line}")

    def skip(self, name, reason):
        """A skip; with CI=true what is missing is a failure."""
        if os.environ.get("CI") == "true":
            self.check(False, name, reason)
            return
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {reason}")

    def close(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed or not self.count else 0)
