//! For programs: a JSON object on a line for each finding, and one for the whole at the end.

use std::io;

use serde::Serialize;

use super::wire::{self, WireEnd, WireFinding, WireHead};
use super::{End, Out, Renderer};
use crate::report::Report;
use crate::rules::Finding;

/// Writes JSON lines.
#[derive(Debug)]
pub(crate) struct Jsonl;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Line<'a> {
    Finding(WireFinding<'a>),
    Summary {
        #[serde(flatten)]
        head: WireHead<'a>,
        #[serde(flatten)]
        end: WireEnd<'a>,
    },
}

impl Renderer for Jsonl {
    fn finding(&mut self, finding: &Finding, report: &Report, out: Out<'_>) -> io::Result<()> {
        wire::write(out, &Line::Finding(WireFinding::new(finding, report)), "\n")
    }

    fn finish(&mut self, end: &End<'_>, out: Out<'_>) -> io::Result<()> {
        let head = WireHead::new(end.report.plan());
        wire::write(out, &Line::Summary { head, end: WireEnd::new(end) }, "\n")
    }
}
