//! Where the program's words go: what the terminal can show, and how errors look there.

use std::error::Error;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write as _};

use super::arguments::{ColorChoice, meant_command};
use super::failure::Failure;
use crate::config::{ConfigError, Mistake};
use crate::input::InputError;
use crate::render::text::safe;
use crate::render::{OutputFormat, Remark, RenderOptions, draw_remark};
use crate::target::Level;
use crate::tokens::file::TokenizerFileError;

/// How many columns a line has where nobody knows.
const WIDTH: usize = 80;

/// What is known about the terminal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Console {
    /// Colour on standard output.
    pub(super) color: bool,
    /// Colour on standard error.
    color_errors: bool,
    /// How many columns a line has.
    pub(super) width: usize,
    /// Whether it can show more than ASCII.
    pub(super) unicode: bool,
}

impl Console {
    pub(super) fn new(choice: ColorChoice) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let wanted = |is_terminal: bool| match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if set("NO_COLOR") => false,
            ColorChoice::Auto
                if std::env::var_os("FORCE_COLOR").is_some_and(|v| !v.is_empty() && v != "0")
                    || std::env::var_os("CLICOLOR_FORCE")
                        .is_some_and(|v| !v.is_empty() && v != "0") =>
            {
                true
            }
            ColorChoice::Auto => {
                is_terminal && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        };
        let terminal_width =
            terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        Self {
            color: wanted(io::stdout().is_terminal()),
            color_errors: wanted(io::stderr().is_terminal()),
            width: std::env::var("COLUMNS")
                .ok()
                .and_then(|columns| columns.parse().ok())
                .or(terminal_width)
                .unwrap_or(WIDTH)
                .clamp(40, 400),
            unicode: is_utf8_locale(),
        }
    }

    /// How text for people is to look.
    pub(super) fn options(self) -> RenderOptions {
        let mut options = OutputFormat::Full.options();
        options.color = self.color;
        options.width = self.width;
        options.unicode = self.unicode;
        options
    }

    /// Standard output, buffered.
    pub(super) fn out() -> BufWriter<Stdout> {
        BufWriter::with_capacity(64 << 10, io::stdout())
    }

    /// Say why a command failed.
    pub(super) fn failure(self, failure: &Failure) {
        if let Failure::Config(ConfigError::Mistakes(mistakes)) = failure {
            for mistake in mistakes {
                self.mistake(Level::Error, mistake);
            }
            return;
        }
        self.say("error", "31", &describe(failure), failure.hint());
    }

    /// Say what could not be read.
    pub(super) fn problem(self, problem: &InputError) {
        let command = match problem {
            InputError::NotFound { path } => meant_command(path),
            _ => None,
        };
        let hint = command.map(|command| format!("is the command `tunelint {command}` meant?"));
        self.say("error", "31", &describe(problem), hint.or_else(|| problem.hint()));
    }

    /// Say why a tokenizer that was found is of no use.
    pub(super) fn tokenizer(self, problem: &TokenizerFileError) {
        let hint = "tokens are counted as if it were not there".to_owned();
        self.say("warning", "33", &describe(problem), Some(hint));
    }

    /// Show a place in the configuration, with what there is to say about it.
    pub(super) fn mistake(self, level: Level, mistake: &Mistake) {
        let mut options = self.options();
        options.color = self.color_errors;
        let mut remark = Remark::new(level, "config", &mistake.message);
        remark.label = mistake.label.as_deref();
        remark.help = mistake.help.as_deref();
        let drawn = draw_remark(&remark, &mistake.file, &mistake.text, &mistake.span, &options);
        let _ = io::stderr().lock().write_all(drawn.as_bytes());
    }

    /// Say what is going on.
    pub(super) fn note(message: &str) {
        let _ = writeln!(io::stderr().lock(), "{message}");
    }

    fn say(self, what: &str, color: &str, message: &str, hint: Option<String>) {
        let mut err = io::stderr().lock();
        let message = safe(message, self.unicode);
        let (start, end) = if self.color_errors {
            (format!("\x1b[1;{color}m"), "\x1b[0m")
        } else {
            (String::new(), "")
        };
        let _ = writeln!(err, "{start}{what}{end}: {message}");
        if let Some(hint) = hint {
            let (start, end) = if self.color_errors { ("\x1b[36m", "\x1b[0m") } else { ("", "") };
            let _ = writeln!(err, "  {start}hint{end}: {}", safe(&hint, self.unicode));
        }
    }
}

/// An error with its causes.
fn describe(error: &dyn Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let words = error.to_string();
        // Errors that only pass on another one say the same twice.
        if !message.ends_with(&words) {
            message.push_str(": ");
            message.push_str(&words);
        }
        cause = error.source();
    }
    message
}

/// Whether the locale says UTF-8; where it says nothing, a modern terminal is assumed.
fn is_utf8_locale() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    locale.is_none_or(|locale| {
        let lower = locale.to_lowercase();
        lower.contains("utf-8") || lower.contains("utf8")
    })
}
