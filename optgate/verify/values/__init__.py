"""Values as the search sees them: kinds, structure, places, profiles of data, and one input of a function."""
