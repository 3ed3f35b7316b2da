"""What holds for all tests."""

import os

os.environ.pop(
    "CI", None
)  # the commands that tests run would otherwise judge as in CI, with pyperf at the end
