//! Something to say about a place in a text that is no dataset, such as a configuration: drawn as
//! findings are.

use std::ops::Range;

use super::RenderOptions;
use super::frame::{Frame, Mark};
use super::paint::{Page, Style};
use super::text::{MESSAGE, clip};
use crate::rules::{Location, Snippet};
use crate::target::Level;

/// Something to say about a place in a text.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Remark<'a> {
    /// How loudly it is said.
    pub level: Level,
    /// What it is about, as the name of a rule stands in a finding.
    pub about: &'a str,
    /// What is said.
    pub message: &'a str,
    /// A few words for the place itself.
    pub label: Option<&'a str>,
    /// What to do about it.
    pub help: Option<&'a str>,
}

impl<'a> Remark<'a> {
    /// A remark without a label and help.
    pub fn new(level: Level, about: &'a str, message: &'a str) -> Self {
        Self { level, about, message, label: None, help: None }
    }
}

/// Draw a remark about some bytes of a text.
pub fn draw_remark(
    remark: &Remark<'_>,
    file: &str,
    text: &str,
    span: &Range<usize>,
    options: &RenderOptions,
) -> String {
    let mut page = Page::new(options);
    let head = format!("{}[{}]:", remark.level, remark.about);
    let message = clip(remark.message, MESSAGE, page.unicode);
    let runs = [(remark.level.into(), &*head), (Style::Plain, " "), (Style::Strong, &*message)];
    page.paragraph(0, 2, &runs);
    let (location, line) = locate(text, span);
    let snippet = Snippet::around(line.as_bytes(), in_line(location.byte_start, &location));
    let label = remark.label.unwrap_or_default();
    let frame = Frame {
        file,
        location,
        snippet: Some(&snippet),
        path: None,
        marks: vec![Mark { location, label, level: remark.level }],
    };
    frame.draw(&mut page);
    if let Some(help) = remark.help {
        let help = clip(help, MESSAGE, page.unicode);
        page.paragraph(2, 8, &[(Style::Hint, "help:"), (Style::Plain, " "), (Style::Plain, &help)]);
    }
    page.text
}

fn in_line(byte: u64, location: &Location) -> usize {
    usize::try_from(byte - location.line_start).unwrap_or_default()
}

/// The place of some bytes, as far as they are in one line, and the line.
fn locate<'t>(text: &'t str, span: &Range<usize>) -> (Location, &'t str) {
    let start = (0..=span.start.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    let start = start.unwrap_or_default();
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line = text[line_start..].lines().next().unwrap_or_default();
    // What a carriage return ends, ends before it.
    let start = start.min(line_start + line.len());
    let end = span.end.clamp(start, line_start + line.len());
    let column = text[line_start..start].chars().count() as u64 + 1;
    let mut location = Location::default();
    location.line = text[..line_start].matches('\n').count() as u64 + 1;
    location.column = column;
    location.end_column =
        column + String::from_utf8_lossy(&text.as_bytes()[start..end]).chars().count() as u64;
    (location.byte_start, location.byte_end) = (start as u64, end as u64);
    location.line_start = line_start as u64;
    (location, line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::OutputFormat;

    fn drawn(text: &str, span: Range<usize>) -> String {
        let remark = Remark {
            label: Some("did you mean \"target\"?"),
            help: Some("write \"target\" instead"),
            ..Remark::new(Level::Error, "config", "unknown key \"targt\"")
        };
        draw_remark(&remark, "tunelint.toml", text, &span, &OutputFormat::Full.options())
    }

    #[test]
    fn it_looks_like_a_finding() {
        insta::assert_snapshot!(drawn("# one\n\ntargt = \"openai\"\n", 7..12), @r#"
        error[config]: unknown key "targt"
            ╭─[tunelint.toml:3:1]
          3 │ targt = "openai"
            │ ^^^^^ did you mean "target"?
            ╰────
          help: write "target" instead
        "#);
    }

    #[test]
    fn any_place_in_any_text_can_be_drawn() {
        for text in ["", "\n", "a\r\nb\r\n", "ä\nö\u{1b}[31m", "a\n\n"] {
            for start in 0..=text.len() + 2 {
                for end in start..=text.len() + 2 {
                    let drawn = drawn(text, start..end);
                    assert!(drawn.contains("tunelint.toml:") && !drawn.contains('\u{1b}'));
                }
            }
        }
    }
}
