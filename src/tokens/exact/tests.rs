//! Counts against what `tiktoken` says, and the ways to merge against each other.
