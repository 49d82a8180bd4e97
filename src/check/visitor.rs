//! Who watches a run.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::token_counter::Uncounted;
use crate::record::{Format, RecordHash, Topic};
use crate::report::Report;
use crate::rules::reading::{LineCounter, Tokens, Way};
use crate::rules::{Finding, Plan};
use crate::target::{Fate, Fates};

/// Is told of everything while a run goes on, in the order of the data.
///
/// # Example
///
/// ```
/// use std::ops::ControlFlow;
/// use tunelint::input::Source;
/// use tunelint::{CheckedRecord, Fate, Linter, Report, Visitor};
///
/// /// Notes the lines of the records that a target would refuse.
/// struct Refused(Vec<u64>);
///
/// impl Visitor for Refused {
///     fn record(&mut self, record: &CheckedRecord<'_>, _: &Report) -> ControlFlow<()> {
///         if record.fate(0) == Fate::Refused {
///             let told = serde_json::to_value(record).unwrap_or_default();
///             assert_eq!(told["fates"]["together"], "refused");
///             self.0.push(record.line);
///         }
///         ControlFlow::Continue(())
///     }
/// }
///
/// let linter = Linter::builder().target("together").show_records(true).build()?;
/// let mut refused = Refused(Vec::new());
/// let outcome = linter.check(&[Source::file("fixtures/chat/role.jsonl")], &mut refused);
/// assert!(outcome.problems.is_empty());
/// assert_eq!(refused.0, [1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Visitor {
    /// A finding. The report is of everything before it and may already tell of a little more;
    /// breaking off ends the run.
    fn finding(&mut self, finding: &Finding, report: &Report) -> ControlFlow<()> {
        let _ = (finding, report);
        ControlFlow::Continue(())
    }

    /// A record, after all its findings. Called only if
    /// [`LinterOptions::show_records`](super::LinterOptions::show_records) is set; breaking off ends
    /// the run.
    ///
    /// What can be known of a record only at the end of its file, such as that a column changes its
    /// type later on, is not in it.
    fn record(&mut self, record: &CheckedRecord<'_>, report: &Report) -> ControlFlow<()> {
        let _ = (record, report);
        ControlFlow::Continue(())
    }

    /// How far the run has come: bytes done, and of how many, if that is known. Called between
    /// findings, a few hundred times a second at most; breaking off ends the run.
    fn progress(&mut self, done: u64, total: Option<u64>) -> ControlFlow<()> {
        let _ = (done, total);
        ControlFlow::Continue(())
    }

    /// Whether [`progress`](Self::progress) is to be told of how many bytes. To know that, every file
    /// is asked for its size beforehand, which takes a while where there are many.
    fn wants_total(&self) -> bool {
        true
    }
}

/// A record that was checked: where it is, what was found in it, and what becomes of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct CheckedRecord<'a> {
    /// The file, by its position in the report.
    pub file: u32,
    /// Its line, from 1.
    pub line: u64,
    /// Its number among the lines that are not blank, from 1.
    pub record: u64,
    /// The offset of its line in the (decompressed) file.
    pub byte_start: u64,
    /// The line, without its end.
    pub bytes: &'a [u8],
    /// Its format.
    pub format: Format,
    /// What it says, as a number: the same for every way to write it.
    pub hash: RecordHash,
    /// What was found in it.
    pub findings: &'a [Finding],
    pub(super) fates: Fates,
    pub(super) profile: u16,
    pub(super) plan: &'a Plan,
    pub(super) counter: &'a RefCell<Option<LineCounter>>,
    /// What it is about.
    pub(crate) topic: Option<Topic>,
}

/// What is known of it, without its text and without tokens, which take time to count.
impl Serialize for CheckedRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut record = serializer.serialize_struct("CheckedRecord", 8)?;
        record.serialize_field("file", &self.file)?;
        record.serialize_field("line", &self.line)?;
        record.serialize_field("record", &self.record)?;
        record.serialize_field("byte_start", &self.byte_start)?;
        record.serialize_field("format", &self.format)?;
        record.serialize_field("hash", &self.hash)?;
        record.serialize_field("fates", &self.fates().collect::<BTreeMap<_, _>>())?;
        record.serialize_field("findings", self.findings)?;
        record.end()
    }
}

impl CheckedRecord<'_> {
    /// What becomes of it at each target that judges its file.
    ///
    /// # Example
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use tunelint::input::Source;
    /// use tunelint::{CheckedRecord, Fate, Linter, Report, Visitor};
    ///
    /// /// Notes the targets that take each record as it is meant.
    /// struct Takers(Vec<Vec<String>>);
    ///
    /// impl Visitor for Takers {
    ///     fn record(&mut self, record: &CheckedRecord<'_>, _: &Report) -> ControlFlow<()> {
    ///         let takers = record.fates().filter(|(_, fate)| *fate == Fate::Trains);
    ///         self.0.push(takers.map(|(target, _)| target.to_owned()).collect());
    ///         ControlFlow::Continue(())
    ///     }
    /// }
    ///
    /// let linter = Linter::builder().targets(["together", "generic"]).show_records(true).build()?;
    /// let mut takers = Takers(Vec::new());
    /// linter.check(&[Source::file("fixtures/chat/good.jsonl")], &mut takers);
    /// assert!(takers.0.iter().all(|takers| *takers == ["together", "generic"]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fates(&self) -> impl Iterator<Item = (&str, Fate)> {
        self.plan.judging().map(|(at, target)| (target, self.fates.at(at)))
    }

    /// What becomes of it at a target of the run, given by its position.
    pub fn fate(&self, target: usize) -> Fate {
        self.fates.at(target)
    }

    /// Its tokens at a target of the run, with what the chat template adds: counted with the
    /// vocabulary nearest to that of the model, and with a usual one where no model is known. 0 at
    /// a target that does not judge it.
    ///
    /// # Example
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use tunelint::input::Source;
    /// use tunelint::{CheckedRecord, Finding, Linter, Report, Visitor};
    ///
    /// /// Notes how many tokens each record has, and how many of them are trained.
    /// struct Lengths(Vec<(u64, u64)>);
    ///
    /// impl Visitor for Lengths {
    ///     fn finding(&mut self, _: &Finding, _: &Report) -> ControlFlow<()> {
    ///         ControlFlow::Continue(())
    ///     }
    ///
    ///     fn record(&mut self, record: &CheckedRecord<'_>, _: &Report) -> ControlFlow<()> {
    ///         self.0.push((record.tokens(0), record.trained_tokens(0)));
    ///         ControlFlow::Continue(())
    ///     }
    /// }
    ///
    /// let linter = Linter::builder().target("openai").model("gpt-4o").show_records(true).build()?;
    /// let line = r#"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes."}]}"#;
    /// let mut lengths = Lengths(Vec::new());
    /// linter.check(&[Source::memory("a.jsonl", line.as_bytes().to_vec())], &mut lengths);
    /// assert_eq!(lengths.0, [(14, 2)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tokens(&self, target: usize) -> u64 {
        self.count(target).tokens
    }

    /// Those of its tokens that are trained on at a target: none if it is dropped or refused there,
    /// and none of what is cut off.
    pub fn trained_tokens(&self, target: usize) -> u64 {
        self.count(target).trained
    }

    /// What has to be kept of it, beside its line, to count its tokens later.
    pub fn uncounted(&self) -> Uncounted {
        Uncounted { profile: self.profile, fates: self.fates }
    }

    fn count(&self, target: usize) -> Tokens {
        let mut counter = self.counter.borrow_mut();
        let counter = counter.get_or_insert_default();
        let tokens = counter.count(self.bytes, self.plan, self.fates, Way::Count);
        tokens.get(target).copied().unwrap_or_default()
    }

    /// Whether it trains in full and as meant, at every target of the run.
    pub fn is_clean(&self) -> bool {
        self.fates.is_clean()
    }
}

/// Looks at nothing: the report says it all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Visitor for Silent {
    fn wants_total(&self) -> bool {
        false
    }
}
