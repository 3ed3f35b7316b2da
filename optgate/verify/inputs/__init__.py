"""Making inputs: fresh ones, changed ones, smaller ones, and the coverage-guided search among them."""
