//! Colours, and the characters that lines are drawn with.

use std::io;

use super::text::wrap;
use super::{Out, RenderOptions};
use crate::report::Verdict;
use crate::target::Level;

/// What a piece of text is, and so how it is coloured.
///
/// Only the sixteen colours that every terminal has and every user can choose for himself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    /// What is read first.
    Strong,
    /// What is read last.
    Faint,
    Error,
    Warning,
    Good,
    /// Frames, line numbers, and the places beside the main one.
    Frame,
    /// `help:`, `note:`.
    Hint,
}

impl Style {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Faint => "2",
            Self::Error => "1;31",
            Self::Warning => "1;33",
            Self::Good => "1;32",
            Self::Frame => "1;94",
            Self::Hint => "1;36",
        }
    }
}

impl From<Level> for Style {
    fn from(level: Level) -> Self {
        match level {
            Level::Error => Self::Error,
            Level::Warning => Self::Warning,
            Level::Off => Self::Plain,
        }
    }
}

/// A text that is being put together: it knows how wide it may be and whether it is coloured.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) text: String,
    pub(crate) width: usize,
    pub(crate) unicode: bool,
    /// Nothing is said about the run as a whole.
    pub(crate) quiet: bool,
    color: bool,
}

/// Narrower than this, nothing can be laid out.
pub(crate) const NARROWEST: usize = 60;

impl Page {
    pub(crate) fn new(options: &RenderOptions) -> Self {
        Self {
            text: String::new(),
            width: options.width.max(NARROWEST),
            unicode: options.unicode,
            quiet: options.quiet,
            color: options.color,
        }
    }

    /// Write the text, and go on without it.
    pub(crate) fn flush(&mut self, out: Out<'_>) -> io::Result<()> {
        out.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }

    /// Add text in a style.
    pub(crate) fn put(&mut self, style: Style, text: &str) {
        if self.color && style != Style::Plain && !text.is_empty() {
            self.text.extend(["\x1b[", style.code(), "m", text, "\x1b[0m"]);
        } else {
            self.text.push_str(text);
        }
    }

    /// Add white space.
    pub(crate) fn space(&mut self, columns: usize) {
        self.text.extend(std::iter::repeat_n(' ', columns));
    }

    /// Take back the spaces at the end and end the line.
    pub(crate) fn end_line(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    /// Add a paragraph of runs of text in different styles, broken into lines at its spaces. The
    /// first line and the others are indented each in their own way.
    pub(crate) fn paragraph(&mut self, first: usize, rest: usize, runs: &[(Style, &str)]) {
        let text: String = runs.iter().map(|(_, text)| *text).collect();
        let room = |indent| self.width.saturating_sub(indent);
        let lines = wrap(&text, room(first), room(rest));
        for (number, line) in lines.into_iter().enumerate() {
            self.space(if number == 0 { first } else { rest });
            let mut start = 0;
            for (style, run) in runs {
                let end = start + run.len();
                let (from, to) = (line.start.max(start), line.end.min(end));
                if from < to {
                    self.put(*style, &run[from - start..to - start]);
                }
                start = end;
            }
            self.end_line();
        }
    }

    /// The characters to draw with.
    pub(crate) const fn strokes(&self) -> &'static Strokes {
        if self.unicode { &UNICODE } else { &ASCII }
    }
}

/// The characters that lines are drawn with.
#[derive(Debug)]
pub(crate) struct Strokes {
    pub(crate) top: &'static str,
    pub(crate) side: &'static str,
    pub(crate) bottom: &'static str,
    /// Before a place that has no frame.
    pub(crate) place: &'static str,
    good: &'static str,
    warning: &'static str,
    error: &'static str,
    /// Under a heading.
    pub(crate) dot: &'static str,
}

impl Strokes {
    /// What stands before a verdict.
    pub(crate) const fn of(&self, verdict: Verdict) -> (Style, &'static str) {
        match verdict {
            Verdict::Clean => (Style::Good, self.good),
            Verdict::Warnings => (Style::Warning, self.warning),
            Verdict::Errors => (Style::Error, self.error),
        }
    }
}

const UNICODE: Strokes = Strokes {
    top: "╭─",
    side: "│",
    bottom: "╰────",
    place: "──",
    good: "✓",
    warning: "⚠",
    error: "✗",
    dot: "·",
};

const ASCII: Strokes = Strokes {
    top: ",-",
    side: "|",
    bottom: "`----",
    place: "--",
    good: "ok:",
    warning: "!",
    error: "x",
    dot: "-",
};
