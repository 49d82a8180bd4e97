//! For people: each finding with the place in its line, what it does at the targets, what to do.

use std::io;

use super::consequences::{Consequence, consequences};
use super::ending;
use super::frame::{Frame, Mark};
use super::paint::{Page, Style};
use super::text::{MESSAGE, clip, safe};
use super::{End, Out, RenderOptions, Renderer};
use crate::report::Report;
use crate::rules::{Finding, Related};
use crate::target::{Effect, Level};

/// Writes findings in full.
#[derive(Debug)]
pub(crate) struct Full {
    /// What is being put together; kept, so that it is not allocated for each finding anew.
    page: Page,
    started: bool,
}

impl Full {
    pub(crate) fn new(options: &RenderOptions) -> Self {
        Self { page: Page::new(options), started: false }
    }
}

impl Renderer for Full {
    fn finding(&mut self, finding: &Finding, report: &Report, out: Out<'_>) -> io::Result<()> {
        if self.started {
            self.page.text.push('\n');
        }
        self.started = true;
        draw(finding, report, &mut self.page);
        self.page.flush(out)
    }

    fn finish(&mut self, end: &End<'_>, out: Out<'_>) -> io::Result<()> {
        ending::write(end, &mut self.page, out)
    }
}

/// Draw a finding.
fn draw(finding: &Finding, report: &Report, page: &mut Page) {
    let head = format!("{}[{}]:", finding.level, finding.rule);
    let message = clip(&finding.message, MESSAGE, page.unicode);
    page.paragraph(
        0,
        2,
        &[(finding.level.into(), &head), (Style::Plain, " "), (Style::Strong, &message)],
    );
    let drawn_beside = draw_frame(finding, report, page);
    for (related, drawn) in finding.related.iter().zip(drawn_beside) {
        if !drawn {
            draw_note(related, report, page);
        }
    }
    for consequence in consequences(finding, report) {
        draw_consequence(&consequence, page);
    }
    if let Some(help) = &finding.help {
        let help = clip(help, MESSAGE, page.unicode);
        page.paragraph(2, 8, &[(Style::Hint, "help:"), (Style::Plain, " "), (Style::Plain, &help)]);
    }
}

/// Draw the line with the place in it, and beside it those related places that are near enough;
/// which these are is returned.
fn draw_frame(finding: &Finding, report: &Report, page: &mut Page) -> Vec<bool> {
    let mut drawn: Vec<bool> =
        finding.related.iter().map(|related| stands_beside(related, finding)).collect();
    let beside: Vec<usize> = (0..drawn.len()).filter(|at| drawn[*at]).collect();
    let main = Mark {
        location: finding.location,
        label: finding.label.as_deref().unwrap_or_default(),
        level: finding.level,
    };
    let frame = Frame {
        file: report.name(finding.location),
        location: finding.location,
        snippet: finding.snippet.as_ref(),
        path: finding.path.as_deref(),
        marks: std::iter::once(main)
            .chain(beside.iter().map(|at| beside_mark(&finding.related[*at])))
            .collect(),
    };
    for too_far in frame.draw(page) {
        drawn[beside[too_far - 1]] = false;
    }
    drawn
}

/// Whether a related place may be in the excerpt of the finding itself.
fn stands_beside(related: &Related, finding: &Finding) -> bool {
    related.location.file == finding.location.file && related.location.line == finding.location.line
}

fn beside_mark(related: &Related) -> Mark<'_> {
    Mark { location: related.location, label: &related.message, level: Level::Off }
}

/// Draw a related place on its own.
fn draw_note(related: &Related, report: &Report, page: &mut Page) {
    let message = clip(&related.message, MESSAGE, page.unicode);
    page.paragraph(2, 8, &[(Style::Hint, "note:"), (Style::Plain, " "), (Style::Plain, &message)]);
    let frame = Frame {
        file: report.name(related.location),
        location: related.location,
        snippet: related.snippet.as_ref(),
        path: None,
        marks: vec![Mark { label: "", ..beside_mark(related) }],
    };
    frame.draw(page);
}

/// `together refuses the file: roles are system, user, assistant, tool`.
fn draw_consequence(consequence: &Consequence<'_>, page: &mut Page) {
    let names = safe(&consequence.names(), page.unicode).into_owned();
    let reason = &consequence.reason;
    let reason = clip(reason, MESSAGE, page.unicode);
    let colon = if reason.is_empty() { "" } else { ": " };
    let deed = consequence.deed();
    let said = match consequence.effect {
        Effect::Unknown => {
            [(Style::Plain, deed), (Style::Plain, " for "), (Style::Strong, &*names)]
        }
        effect => {
            [(Style::Strong, &*names), (Style::Plain, " "), (effect.default_level().into(), deed)]
        }
    };
    let reason = [(Style::Plain, colon), (Style::Plain, &*reason)];
    page.paragraph(2, 4, &[said.as_slice(), reason.as_slice()].concat());
}
