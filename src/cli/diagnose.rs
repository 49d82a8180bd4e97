//! `tunelint diagnose MESSAGE [FILE]`: what an error of a provider or trainer means, and the record
//! it speaks of.

use std::io::{self, Read as _, Write};
use std::ops::ControlFlow;

use super::Exit;
use super::arguments::DiagnoseArguments;
use super::console::Console;
use super::failure::Failure;
use crate::check::{CheckedRecord, Linter, LinterOptions, Visitor};
use crate::diagnose::{Diagnosis, Place, Retry, classify, diagnose};
use crate::input::Source;
use crate::render::paint::{Page, Style};
use crate::render::text::clip;
use crate::render::{Output, OutputFormat};
use crate::report::Report;
use crate::rules::{Finding, Plan, PlanOptions};
use crate::target::load;

/// The longest piece of a record that is shown.
const SHOWN: usize = 300;

/// Where the words stand, beside what they are about.
const COLUMN: usize = 10;

/// How many findings are shown.
const MOST: u64 = 20;

pub(super) fn run(arguments: &DiagnoseArguments, console: &Console) -> Result<Exit, Failure> {
    let mut message = arguments.message.clone();
    if message == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        message = String::from_utf8_lossy(&bytes).into_owned();
    }
    let diagnosis = match arguments.status {
        Some(status) => classify(status, &message),
        None => diagnose(&message),
    };
    let mut out = Console::out();
    let mut page = Page::new(&console.options());
    let Some(diagnosis) = diagnosis else {
        sentence(&mut page, "This message is not known: nothing is claimed about it.");
        sentence(&mut page, "If it is about the data, `tunelint check FILE` may find the cause.");
        page.flush(&mut out)?;
        out.flush()?;
        return Ok(Exit::Findings);
    };
    tell(&diagnosis, &mut page);
    page.flush(&mut out)?;
    if let Some(path) = &arguments.file {
        if !path.exists() {
            out.flush()?;
            return Err(Failure::NothingChecked);
        }
        let target = arguments.target.as_deref().unwrap_or_else(|| target_of(&diagnosis));
        let look = Look { console, target, diagnosis: &diagnosis };
        look.at(&Source::file(path), &mut out)?;
    }
    out.flush()?;
    Ok(Exit::Clean)
}

/// What the message means.
fn tell(diagnosis: &Diagnosis, page: &mut Page) {
    let retry = match diagnosis.retry {
        Retry::No => "does not help",
        Retry::Later => "after a while",
        Retry::Fixed => "only once the cause is gone",
    };
    let rules: Vec<_> = diagnosis.rules.iter().map(|rule| rule.rule().name).collect();
    let rules = Some(rules.join(", ")).filter(|rules| !rules.is_empty());
    let place = diagnosis.place.map(|place| {
        let perhaps = if diagnosis.uncertain_place { ", or a later one" } else { "" };
        name(place) + perhaps
    });
    let kind = diagnosis.category.to_string();
    let said = [
        ("said by", diagnosis.platform),
        ("kind", Some(kind.as_str())),
        ("cause", Some(diagnosis.cause)),
        ("retry", Some(retry)),
        ("fix", Some(diagnosis.fix)),
        ("rules", rules.as_deref()),
        ("place", place.as_deref()),
    ];
    for (what, words) in said {
        if let Some(words) = words {
            let padding = " ".repeat(COLUMN - what.len());
            let label = [(Style::Strong, what), (Style::Plain, &padding), (Style::Plain, words)];
            page.paragraph(0, COLUMN, &label);
        }
    }
}

fn name(place: Place) -> String {
    match place {
        Place::Line(line) => format!("line {line}"),
        Place::Record(record) => format!("record {record}"),
    }
}

/// The target that a message comes from.
fn target_of(diagnosis: &Diagnosis) -> &'static str {
    match diagnosis.platform {
        Some("OpenAI") => "openai",
        Some("Azure") => "azure",
        Some("Hugging Face datasets" | "TRL" | "chat template" | "a trainer") => "trl",
        Some("Unsloth") => "unsloth",
        Some("Axolotl") => "axolotl",
        Some("LLaMA-Factory") => "llama-factory",
        Some("torchtune") => "torchtune",
        Some("NeMo") => "nemo",
        Some("Mistral") => "mistral",
        Some("Amazon Bedrock") => "bedrock-nova",
        Some("Databricks") => "databricks",
        Some("Fireworks") => "fireworks",
        _ => "together",
    }
}

/// A look at the data that a message is about.
struct Look<'a> {
    console: &'a Console,
    target: &'a str,
    diagnosis: &'a Diagnosis,
}

impl Look<'_> {
    fn at(&self, source: &Source, out: &mut (impl Write + Send)) -> Result<(), Failure> {
        let plan = Plan::new(vec![load(self.target)?], PlanOptions::default())?;
        let mut options = LinterOptions::default();
        options.show_records = true;
        options.memory_map = true;
        let mut show = OutputFormat::Full.options();
        show.color = self.console.color;
        show.width = self.console.width;
        show.unicode = self.console.unicode;
        show.total = Some(MOST);
        show.quiet = true;
        let mut watcher = Watcher {
            diagnosis: self.diagnosis,
            output: Output::new(OutputFormat::Full, show),
            out,
            page: Page::new(&show),
            found: 0,
            record: false,
            error: None,
        };
        let outcome = Linter::new(plan, options).check(std::slice::from_ref(source), &mut watcher);
        let Watcher { out, mut page, found, record, error, .. } = watcher;
        if let Some(error) = error {
            return Err(error.into());
        }
        if let Some(problem) = outcome.problems.into_iter().next() {
            return Err(problem.into());
        }
        let title = &outcome.report.plan().targets()[0].title;
        let said = match (self.diagnosis.place, found) {
            (Some(place), 0) if !record => format!("The file has no {}.", name(place)),
            (Some(place), 0) => {
                format!("Nothing is wrong with {} as far as is known of {title}.", name(place))
            }
            (None, 0) => "Nothing of the kind is in the file, as far as is known.".to_owned(),
            _ => return Ok(()),
        };
        page.text.push('\n');
        sentence(&mut page, &said);
        page.flush(out)?;
        Ok(())
    }
}

/// Shows the record that a message speaks of, or else the findings that may be its cause.
struct Watcher<'a, W> {
    diagnosis: &'a Diagnosis,
    output: Output,
    out: &'a mut W,
    page: Page,
    found: u64,
    /// Whether the record was seen.
    record: bool,
    error: Option<io::Error>,
}

impl<W: Write> Watcher<'_, W> {
    fn is_meant(&self, finding: &Finding) -> bool {
        let likely = self.diagnosis.rules.contains(&finding.rule);
        match self.diagnosis.place {
            Some(Place::Line(line)) if finding.location.line == line => true,
            Some(Place::Record(record)) if finding.location.record == record => true,
            Some(_) => likely && self.diagnosis.uncertain_place,
            None => likely,
        }
    }

    fn go_on(&mut self, written: io::Result<()>) -> ControlFlow<()> {
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.error = Some(error);
                ControlFlow::Break(())
            }
        }
    }
}

impl<W: Write + Send> Visitor for Watcher<'_, W> {
    fn finding(&mut self, finding: &Finding, report: &Report) -> ControlFlow<()> {
        if !self.is_meant(finding) {
            return ControlFlow::Continue(());
        }
        self.found += 1;
        let first = if self.found == 1 { writeln!(self.out) } else { Ok(()) };
        let written = first.and_then(|()| self.output.finding(finding, report, self.out));
        self.go_on(written)
    }

    fn record(&mut self, record: &CheckedRecord<'_>, _: &Report) -> ControlFlow<()> {
        let is_it = match self.diagnosis.place {
            Some(Place::Line(line)) => record.line == line,
            Some(Place::Record(number)) => record.record == number,
            None => false,
        };
        if !is_it {
            return ControlFlow::Continue(());
        }
        self.record = true;
        let text = String::from_utf8_lossy(record.bytes);
        let page = &mut self.page;
        let clipped = clip(&text, SHOWN, page.unicode);
        page.text.push('\n');
        sentence(page, &format!("line {} (record {}):", record.line, record.record));
        page.paragraph(2, 2, &[(Style::Plain, &clipped)]);
        let written = page.flush(self.out);
        self.go_on(written)
    }
}

/// Add a sentence, on lines of its own.
fn sentence(page: &mut Page, words: &str) {
    page.paragraph(0, 0, &[(Style::Plain, words)]);
}
