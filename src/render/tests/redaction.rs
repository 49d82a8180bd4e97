//! With `redact` no text of the dataset is written, whatever the format.
