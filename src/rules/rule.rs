//! What a rule is, and how one is told from another.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{ALL, Context};
use crate::record::{Facts, Record};

/// One defect that data can have: how it is named, explained and found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Rule {
    /// Kebab-case, and the defect itself: `unknown-role`, never `no-unknown-role`.
    pub name: &'static str,
    /// The folder it lives in.
    pub category: Category,
    /// What it finds, in a line.
    pub summary: &'static str,
    /// The whole explanation: the module comment of the rule's file, as Markdown.
    pub docs: &'static str,
    /// Kinds of the defect that a target may judge differently. The first is the ordinary one;
    /// a rule that makes no difference has none.
    pub cases: &'static [&'static str],
    /// Names it had before.
    pub aliases: &'static [&'static str],
    /// How it is found.
    pub(crate) check: Check,
}

/// How a rule finds its defect: by what it needs to see.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Check {
    /// The bytes of a line or of the file's head; the engine calls the rule where it meets them.
    Bytes,
    /// Any JSON value, whatever its format.
    Json {
        /// The facts that wake it.
        wakes: Facts,
        /// The check itself.
        check: fn(&Record<'_>, &mut Context<'_>),
    },
    /// A record of a format that the target takes: at the others its one finding is that it is
    /// none. The check runs only for records in which one of the facts was seen.
    Record {
        /// The facts that wake it.
        wakes: Facts,
        /// The check itself.
        check: fn(&Record<'_>, &mut Context<'_>),
    },
    /// A record whose structure alone decides whether anything is found: its keys, roles, types and kinds
    /// of values, its numbers, and the definitions of its tools. What else its strings say makes no
    /// difference, so that of records that are put together alike only one has to be looked at.
    Structure {
        /// The facts that wake it.
        wakes: Facts,
        /// Whether it looks at records of formats that a target does not take, too.
        any_format: bool,
        /// The check itself.
        check: fn(&Record<'_>, &mut Context<'_>),
    },
    /// The whole dataset: what all records together show.
    Dataset,
}

/// What a rule is about; also the name of the folder it lives in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Category {
    /// The file as a whole: its container, size, name, number of records.
    File,
    /// Bytes and JSON.
    Syntax,
    /// Keys, types and formats.
    Schema,
    /// Who speaks when.
    Turns,
    /// What is said.
    Content,
    /// Loss weights of messages and records.
    Weights,
    /// Tool definitions, calls and results.
    Tools,
    /// Images.
    Images,
    /// Pairs of a preferred and another output.
    Preference,
    /// The reasoning before an answer.
    Reasoning,
    /// Lengths in tokens.
    Tokens,
    /// What many records together show.
    Dataset,
}

impl Category {
    /// Every category, in the order they are listed.
    pub const ALL: [Self; 12] = [
        Self::File,
        Self::Syntax,
        Self::Schema,
        Self::Turns,
        Self::Content,
        Self::Weights,
        Self::Tools,
        Self::Images,
        Self::Preference,
        Self::Reasoning,
        Self::Tokens,
        Self::Dataset,
    ];

    /// The name as it stands before the slash in `schema/unknown-role`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Syntax => "syntax",
            Self::Schema => "schema",
            Self::Turns => "turns",
            Self::Content => "content",
            Self::Weights => "weights",
            Self::Tools => "tools",
            Self::Images => "images",
            Self::Preference => "preference",
            Self::Reasoning => "reasoning",
            Self::Tokens => "tokens",
            Self::Dataset => "dataset",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A rule's position in [`ALL`]: small enough to be stored with every finding.
///
/// Outside of a run a rule is known by its name, and so it is serialised.
///
/// # Example
///
/// ```
/// use tunelint::rules::{Category, RuleId};
///
/// let rule = RuleId::named("unknown-role").expect("there is such a rule");
/// assert_eq!(rule.to_string(), "schema/unknown-role");
/// assert_eq!(rule.rule().category, Category::Schema);
/// assert!(RuleId::all().any(|other| other == rule));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(u16);

impl RuleId {
    /// Every rule.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..ALL.len()).map(Self::from_index)
    }

    pub(crate) fn from_index(index: usize) -> Self {
        debug_assert!(index < ALL.len());
        #[allow(clippy::cast_possible_truncation)] // The registry test proves there are fewer.
        Self(index as u16)
    }

    /// The id of a registered rule.
    pub(crate) fn of(rule: &'static Rule) -> Self {
        let index = ALL.iter().position(|other| std::ptr::eq(*other, rule));
        debug_assert!(index.is_some(), "{} is not in the list of rules", rule.name);
        Self::from_index(index.unwrap_or(0))
    }

    /// The rule with this name, or that once had this name.
    pub fn named(name: &str) -> Option<Self> {
        ALL.iter()
            .position(|rule| rule.name == name || rule.aliases.contains(&name))
            .map(Self::from_index)
    }

    /// The rule itself.
    pub fn rule(self) -> &'static Rule {
        ALL[self.index()]
    }

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Debug for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rule().name)
    }
}

/// Shown with its category: `schema/unknown-role`.
impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = self.rule();
        write!(f, "{}/{}", rule.category, rule.name)
    }
}

impl Serialize for RuleId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.rule().name)
    }
}

impl<'de> Deserialize<'de> for RuleId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| D::Error::custom(format!("unknown rule {name:?}")))
    }
}
