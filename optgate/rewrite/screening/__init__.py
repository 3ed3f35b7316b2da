"""The parts of the screen: what code uses, which of it the original does not, and what is refused."""
