//! For people: how often each rule found something, and nothing else.

use std::io;

use super::ending;
use super::paint::Page;
use super::{End, Out, RenderOptions, Renderer};
use crate::report::Report;
use crate::rules::Finding;

/// Writes counts.
#[derive(Debug)]
pub(crate) struct Statistics {
    page: Page,
}

impl Statistics {
    pub(crate) fn new(options: &RenderOptions) -> Self {
        Self { page: Page::new(options) }
    }
}

impl Renderer for Statistics {
    fn finding(&mut self, _: &Finding, _: &Report, _: Out<'_>) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, end: &End<'_>, out: Out<'_>) -> io::Result<()> {
        ending::write_statistics(end, &mut self.page, out)
    }
}
