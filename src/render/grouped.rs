//! For people: a line for each finding, under the name of its file.
//!
//! ```text
//! train.jsonl
//!   812:122  error    unknown role "asistant"  schema/unknown-role
//! ```

use std::io;

use super::ending;
use super::paint::{Page, Style};
use super::text::{MESSAGE, clip, safe};
use super::{End, Out, RenderOptions, Renderer};
use crate::report::Report;
use crate::rules::Finding;

/// Places shorter than this are padded, so that most lines are aligned.
const PLACE: usize = 9;

/// Writes a line for each finding, under the name of its file.
#[derive(Debug)]
pub(crate) struct Grouped {
    page: Page,
    /// The file whose findings are being written.
    file: Option<u32>,
}

impl Grouped {
    pub(crate) fn new(options: &RenderOptions) -> Self {
        Self { page: Page::new(options), file: None }
    }
}

impl Renderer for Grouped {
    fn finding(&mut self, finding: &Finding, report: &Report, out: Out<'_>) -> io::Result<()> {
        let page = &mut self.page;
        let location = finding.location;
        let before = self.file.replace(location.file);
        if before != self.file {
            if before.is_some() {
                page.text.push('\n');
            }
            page.put(Style::Strong, &safe(report.name(location), page.unicode));
            page.end_line();
        }
        let place = format!("{}:{}", location.line, location.column);
        page.put(Style::Faint, &format!("  {place:PLACE$}  "));
        page.put(finding.level.into(), &format!("{:7}", finding.level));
        page.put(Style::Plain, "  ");
        page.put(Style::Plain, &clip(&finding.message, MESSAGE, page.unicode));
        page.put(Style::Faint, &format!("  {}", finding.rule));
        page.end_line();
        page.flush(out)
    }

    fn finish(&mut self, end: &End<'_>, out: Out<'_>) -> io::Result<()> {
        ending::write(end, &mut self.page, out)
    }
}
