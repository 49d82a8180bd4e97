//! For programs: one JSON object, a line for each finding, written as they come.

use std::io;

use super::wire::{self, WireEnd, WireFinding, WireHead};
use super::{End, Out, Renderer};
use crate::report::Report;
use crate::rules::Finding;

/// Writes one JSON object.
#[derive(Debug, Default)]
pub(crate) struct Json {
    started: bool,
}

impl Json {
    /// Write what stands before a finding: before the first the head of the whole, less its last
    /// bracket.
    fn separate(&mut self, report: &Report, out: Out<'_>) -> io::Result<()> {
        if std::mem::replace(&mut self.started, true) {
            return out.write_all(b",\n");
        }
        let head = serde_json::to_vec(&WireHead::new(report.plan()))?;
        out.write_all(head.strip_suffix(b"}").unwrap_or_default())?;
        out.write_all(b",\n\"findings\":[\n")
    }
}

impl Renderer for Json {
    fn finding(&mut self, finding: &Finding, report: &Report, out: Out<'_>) -> io::Result<()> {
        self.separate(report, out)?;
        wire::write(out, &WireFinding::new(finding, report), "")
    }

    fn finish(&mut self, end: &End<'_>, out: Out<'_>) -> io::Result<()> {
        if !self.started {
            self.separate(end.report, out)?;
        }
        // The rest of the object is an object of its own, less its first bracket.
        let rest = serde_json::to_vec(&WireEnd::new(end))?;
        out.write_all(b"\n],\n")?;
        out.write_all(rest.strip_prefix(b"{").unwrap_or_default())?;
        out.write_all(b"\n")
    }
}
