//! The stand-in for `map` where files are never mapped: there is no `Mapping`, and asking for one
//! gives the file back to be read in blocks.
//!
//! Other systems answer a file that is cut while it is mapped in ways that are not tried here.

use std::convert::Infallible;
use std::fs::File;
use std::ops::Range;
use std::path::Path;

use super::InputError;

/// A mapped file, of which there is none.
#[derive(Debug)]
pub(super) struct Mapping(Infallible);

impl Mapping {
    pub(super) fn new(file: File, _length: u64) -> Result<Self, File> {
        Err(file)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match self.0 {}
    }

    pub(super) fn release_behind(&self, _range: Range<usize>) {
        match self.0 {}
    }

    pub(super) fn is_damaged(&self) -> bool {
        match self.0 {}
    }

    pub(super) fn check(&self, _path: &Path) -> Result<(), InputError> {
        match self.0 {}
    }
}
