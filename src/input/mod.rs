//! Bytes come in: files, directories, pipes and compressed streams become batches of whole lines.
