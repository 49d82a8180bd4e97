//! A line for each finding, as editors and other programs of the command line know it:
//! `file:line:column: level[category/rule] message`.

use std::io;

use super::ending;
use super::paint::{Page, Style};
use super::text::{MESSAGE, clip, safe};
use super::{End, Out, RenderOptions, Renderer};
use crate::report::Report;
use crate::rules::Finding;

/// Writes a line for each finding.
#[derive(Debug)]
pub(crate) struct Concise {
    page: Page,
}

impl Concise {
    pub(crate) fn new(options: &RenderOptions) -> Self {
        Self { page: Page::new(options) }
    }
}

impl Renderer for Concise {
    fn finding(&mut self, finding: &Finding, report: &Report, out: Out<'_>) -> io::Result<()> {
        let page = &mut self.page;
        let location = finding.location;
        page.put(Style::Strong, &safe(report.name(location), page.unicode));
        page.put(Style::Plain, &format!(":{}:{}: ", location.line, location.column));
        page.put(finding.level.into(), finding.level.name());
        page.put(Style::Plain, &format!("[{}] ", finding.rule));
        page.put(Style::Plain, &clip(&finding.message, MESSAGE, page.unicode));
        page.text.push('\n');
        page.flush(out)
    }

    fn finish(&mut self, end: &End<'_>, out: Out<'_>) -> io::Result<()> {
        ending::write_short(end, &mut self.page, out)
    }
}
