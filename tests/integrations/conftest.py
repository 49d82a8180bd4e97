"""What the tests of the integrations share."""

from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
