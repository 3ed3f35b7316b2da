"""The inputs a function is for: options per parameter, and what trials and known calls teach about them."""
