"""Functions as people write them, with what somebody who knows the language and NumPy would write instead."""
