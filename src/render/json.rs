//! For programs: one JSON object, a line for each finding, written as they come.

use std::io::{self, Write};

use super::cap::Cap;
use super::wire::{self, VERSION, WireEnd, WireFinding};
use super::{RenderOptions, Renderer, Summary};
use crate::report::{Report, SCHEMA};
use crate::rules::Finding;

/// Writes one JSON object.
#[derive(Debug)]
pub(crate) struct Json {
    cap: Cap,
    started: bool,
}

impl Json {
    pub(crate) fn new(options: &RenderOptions) -> Self {
        Self { cap: Cap::new(options), started: false }
    }

    /// Write what stands before the findings, if that has not been done.
    fn start(&mut self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        if !self.started {
            self.started = true;
            write!(out, "{{\"schema\":\"{SCHEMA}\",\"tunelint\":\"{VERSION}\",\"targets\":")?;
            wire::write(out, &wire::targets(report.plan()))?;
            out.write_all(b",\n\"findings\":[")?;
        }
        Ok(())
    }
}

impl Renderer for Json {
    fn finding(
        &mut self,
        finding: &Finding,
        report: &Report,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.start(report, out)?;
        if self.cap.admits(finding) {
            out.write_all(if self.cap.shown() > 1 { b",\n" } else { b"\n" })?;
            wire::write(out, &WireFinding::new(finding, report))?;
        }
        Ok(())
    }

    fn finish(
        &mut self,
        report: &Report,
        _summary: &Summary,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.start(report, out)?;
        out.write_all(b"\n],\n")?;
        // The rest of the object is an object of its own, less its first bracket.
        let end = serde_json::to_vec(&WireEnd::new(report))?;
        out.write_all(end.get(1..).unwrap_or_default())?;
        out.write_all(b"\n")
    }
}
