//! For programs: a JSON object on a line for each finding, and one for the whole at the end.

use std::io::{self, Write};

use serde::Serialize;

use super::cap::Cap;
use super::wire::{self, VERSION, WireEnd, WireFinding};
use super::{RenderOptions, Renderer, Summary};
use crate::report::{Report, SCHEMA};
use crate::rules::Finding;

/// Writes JSON lines.
#[derive(Debug)]
pub(crate) struct Jsonl {
    cap: Cap,
}

impl Jsonl {
    pub(crate) fn new(options: &RenderOptions) -> Self {
        Self { cap: Cap::new(options) }
    }
}

#[derive(Serialize)]
struct FindingLine<'a> {
    r#type: &'static str,
    #[serde(flatten)]
    finding: WireFinding<'a>,
}

#[derive(Serialize)]
struct SummaryLine<'a> {
    r#type: &'static str,
    schema: &'static str,
    tunelint: &'static str,
    targets: Vec<&'a str>,
    #[serde(flatten)]
    end: WireEnd<'a>,
}

impl Renderer for Jsonl {
    fn finding(
        &mut self,
        finding: &Finding,
        report: &Report,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if self.cap.admits(finding) {
            let finding = WireFinding::new(finding, report);
            wire::write(out, &FindingLine { r#type: "finding", finding })?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(
        &mut self,
        report: &Report,
        _summary: &Summary,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let line = SummaryLine {
            r#type: "summary",
            schema: SCHEMA,
            tunelint: VERSION,
            targets: wire::targets(report.plan()),
            end: WireEnd::new(report),
        };
        wire::write(out, &line)?;
        out.write_all(b"\n")
    }
}
