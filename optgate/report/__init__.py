"""Reports: the records of a run as text for people and as JSON for programs. Pure functions of records."""
