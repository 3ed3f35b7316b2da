"""What runs in the user's interpreter: Python 3.9 and up, the standard library, numpy when it is there."""
