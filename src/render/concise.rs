//! A line for each finding, as editors and other programs of the command line know it:
//! `file:line:column: level[category/rule] message`.

use std::io::{self, Write};

use super::cap::Cap;
use super::ending;
use super::paint::{Page, Style};
use super::text::{MESSAGE, clip, safe};
use super::{RenderOptions, Renderer, Summary};
use crate::report::Report;
use crate::rules::Finding;

/// Writes a line for each finding.
#[derive(Debug)]
pub(crate) struct Concise {
    cap: Cap,
    page: Page,
    quiet: bool,
}

impl Concise {
    pub(crate) fn new(options: RenderOptions) -> Self {
        Self { cap: Cap::new(&options), page: Page::new(&options), quiet: options.quiet }
    }

    fn flush(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.page.text.as_bytes())?;
        self.page.text.clear();
        Ok(())
    }
}

impl Renderer for Concise {
    fn finding(
        &mut self,
        finding: &Finding,
        report: &Report,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if !self.cap.admits(finding) {
            return Ok(());
        }
        let page = &mut self.page;
        let location = finding.location;
        let file = report.files().get(location.file as usize).map_or("", |file| &file.name);
        page.put(Style::Strong, &safe(file, page.unicode));
        page.put(Style::Plain, &format!(":{}:{}: ", location.line, location.column));
        page.put(finding.level.into(), finding.level.name());
        page.put(Style::Plain, &format!("[{}] ", finding.rule));
        page.put(Style::Plain, &clip(&finding.message, MESSAGE, page.unicode));
        page.text.push('\n');
        self.flush(out)
    }

    fn finish(
        &mut self,
        report: &Report,
        summary: &Summary,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.cap.write_rest(report, &mut self.page);
        if !self.quiet {
            ending::verdict(report, summary, &mut self.page);
        }
        self.flush(out)
    }
}
