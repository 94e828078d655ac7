"""Tests of the person: recognised, edited, tied, represented, protected, merged and taken apart again."""
