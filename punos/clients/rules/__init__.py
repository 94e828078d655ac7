"""Pure decisions about a person: codes, names, duplicates, representation, protection. No Django."""
