//! The head of a file: is it a dataset at all?

use super::batch::Batch;

/// Look at the first bytes of a file, and say where its first line starts; nowhere if what it
/// holds is no dataset, and its lines are not to be looked at.
pub(super) fn look(_batch: &mut Batch<'_, '_>, bytes: &[u8], _whole: bool) -> Option<usize> {
    Some(if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 })
}
