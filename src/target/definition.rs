//! A target as its TOML file tells it, and the checks that the file is sound.
//!
//! What comes in is text; what goes out is a [`Target`] whose every name has been checked as far
//! as that needs no knowledge of the rules (the rules check theirs when a plan is made).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Accepts, Effect, Trains};

/// The training methods: supervised fine-tuning, preference tuning, reinforcement fine-tuning.
pub const METHODS: &[&str] = &["sft", "dpo", "rft"];

/// What a model may be able to do.
pub const CAPABILITIES: &[&str] = &["tools", "vision", "reasoning"];

/// One provider or trainer: what it accepts, and what it does with each defect.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct Target {
    /// The name on the command line: `together`.
    pub name: String,
    /// The name for people: `Together AI`.
    pub title: String,
    /// What the file describes: the versions of the documents and programs it was read from.
    pub version: String,
    /// When it was last checked against its sources, as `YYYY-MM-DD`.
    pub date: String,
    /// What a user of the target must know and no rule can say.
    pub notice: Option<String>,
    /// Where the facts come from, by a short key that the effects name.
    #[serde(default)]
    pub sources: BTreeMap<String, Source>,
    /// The roles of messages it knows, unless a format has its own.
    #[serde(default)]
    pub roles: Vec<String>,
    /// The formats it takes.
    #[serde(default)]
    pub formats: BTreeMap<String, FormatSpec>,
    /// How much it takes.
    #[serde(default)]
    pub limits: Limits,
    /// What it trains of a record.
    #[serde(default)]
    pub trains: Trains,
    /// What it asks of images; nothing, if it is not said.
    #[serde(default)]
    pub images: Images,
    /// The types of content parts it knows; any that tunelint knows, if none.
    #[serde(default)]
    pub part_types: Vec<String>,
    /// Texts that must not occur.
    #[serde(default)]
    pub forbidden_text: Vec<String>,
    /// Whether a forbidden text may occur in other upper and lower case than it has here.
    #[serde(default)]
    pub forbidden_text_by_case: bool,
    /// The models that can be tuned there.
    #[serde(default)]
    pub models: Vec<Model>,
    /// Models that can no longer be tuned there.
    #[serde(default)]
    pub retired_models: Vec<RetiredModel>,
    /// What it does with the defect that a rule finds.
    #[serde(default)]
    pub effects: BTreeMap<String, RuleEffect>,
}

/// A document or program that facts were read from.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct Source {
    /// What it is.
    pub title: String,
    /// Its date or version.
    pub date: String,
}

/// How much a target takes. What is not given is not limited.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct Limits {
    /// The fewest records of a file.
    pub min_records: Option<u64>,
    /// The most records of a file.
    pub max_records: Option<u64>,
    /// The most records of a file that have images.
    pub max_image_records: Option<u64>,
    /// The most records of a file for reinforcement fine-tuning, if that is another number.
    pub max_rft_records: Option<u64>,
    /// The most bytes of a file.
    pub max_file_bytes: Option<u64>,
    /// How the names of files must end, if it matters; upper and lower case do.
    #[serde(default)]
    pub extensions: Vec<String>,
    /// By how many bytes at its start the columns of a file and their types are settled; what
    /// comes later has to fit. Nothing, if they are not settled at all.
    pub first_block: Option<u64>,
    /// The fewest messages of a record.
    pub min_messages: Option<u64>,
    /// The most tools of a record.
    pub max_tools: Option<u64>,
    /// The most messages in each of the outputs of a preference pair.
    pub max_outputs: Option<u64>,
    /// The fewest tokens of a record.
    pub min_tokens: Option<u64>,
    /// The most tokens of a turn: what leads up to an answer, the answer, and the system message.
    pub max_turn_tokens: Option<u64>,
    /// The most tokens of an example, where the user of the target has not chosen another number
    /// and the model does not set it.
    pub default_tokens: Option<u32>,
}

/// What a target asks of images.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct Images {
    /// Where an image may come from: `data`, `http`, `s3`, `gs` or `path`; anywhere, if none.
    #[serde(default)]
    pub sources: Vec<String>,
    /// The media types of data URLs; any, if none.
    #[serde(default)]
    pub types: Vec<String>,
    /// The most images of a message.
    pub max_per_message: Option<u64>,
    /// The most images of a record.
    pub max_per_record: Option<u64>,
    /// The most videos of a message.
    pub max_videos: Option<u64>,
    /// Whether a message may have no files but of one kind: images, videos or documents.
    #[serde(default)]
    pub one_kind: bool,
    /// The most characters of a data URL.
    pub max_url_length: Option<u64>,
    /// The most bytes of an image.
    pub max_bytes: Option<u64>,
    /// The roles whose messages may have images; any, if none.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// A model that can be tuned at a target.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct Model {
    /// Its name there, in exactly this spelling.
    pub id: String,
    /// The longest example of supervised fine-tuning, in tokens.
    pub sft: Option<u32>,
    /// The longest example of preference tuning, in tokens.
    pub dpo: Option<u32>,
    /// How it makes tokens of text.
    pub family: Option<String>,
    /// What it can do: `tools`, `vision`, `reasoning`.
    #[serde(default)]
    pub can: Vec<String>,
    /// What it is not known whether it can do. All else it cannot.
    #[serde(default)]
    pub may: Vec<String>,
}

/// A model that could be tuned at a target once.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct RetiredModel {
    /// Its name there.
    pub id: String,
    /// When it was last known to be tunable, as `YYYY-MM` or `YYYY-MM-DD`.
    pub until: String,
    /// The model to tune instead: one of the same family, where there is one.
    pub successor: Option<String>,
}

/// A format that a target takes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct FormatSpec {
    /// The keys at the top of a record; `*` stands for any.
    #[serde(default)]
    pub keys: Vec<String>,
    /// The keys of its messages; `*` stands for any.
    #[serde(default)]
    pub message_keys: Vec<String>,
    /// The roles of its messages, as this format spells them; those of the target, if none.
    #[serde(default)]
    pub roles: Vec<String>,
    /// The training methods that it is for; any, if none.
    #[serde(default)]
    pub methods: Vec<String>,
}

impl FormatSpec {
    /// Whether it is for a training method, or for any if none was chosen.
    #[doc(hidden)]
    pub fn is_for(&self, method: Option<&str>) -> bool {
        self.methods.is_empty()
            || method.is_none_or(|method| self.methods.iter().any(|known| known == method))
    }
}

/// What a target does with one rule's defect.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct RuleEffect {
    /// What happens.
    pub effect: Effect,
    /// The target's own words for it, where they are known.
    pub error: Option<String>,
    /// What exactly happens, in our words.
    pub note: Option<String>,
    /// Keys of the target's sources.
    #[serde(default)]
    pub source: Vec<String>,
    /// Other effects for some of the rule's cases.
    #[serde(default)]
    pub cases: BTreeMap<String, CaseEffect>,
    /// Other effects under some conditions; the first that holds counts.
    #[serde(default)]
    pub when: Vec<ConditionalEffect>,
}

/// What a target does with one case of a rule's defect.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct CaseEffect {
    /// What happens.
    pub effect: Effect,
    /// The target's own words for it, where they are known.
    pub error: Option<String>,
    /// What exactly happens, in our words.
    pub note: Option<String>,
}

/// What a target does under a condition. Every condition that is given must hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct ConditionalEffect {
    /// The case of the rule.
    pub case: Option<String>,
    /// The format of the record.
    pub format: Option<String>,
    /// The training method.
    pub method: Option<String>,
    /// Something the chosen model can do: `tools`, `vision`, `reasoning`.
    pub capability: Option<String>,
    /// Something the chosen model cannot do. Where no model was chosen, it does not hold.
    pub lacks: Option<String>,
    /// What happens.
    pub effect: Effect,
    /// The target's own words for it, where they are known.
    pub error: Option<String>,
    /// What exactly happens, in our words.
    pub note: Option<String>,
}

/// One thing that a target does with a defect, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statement<'a> {
    /// When it does so: `case tool, method dpo`; empty for what it does otherwise.
    pub condition: String,
    /// What happens.
    pub effect: Effect,
    /// The target's own words for it, or ours.
    pub words: Option<&'a str>,
}

impl RuleEffect {
    /// All that the target does with the defect; first what it does where nothing else is said.
    #[doc(hidden)]
    pub fn statements(&self) -> Vec<Statement<'_>> {
        fn statement<'a>(
            condition: String,
            effect: Effect,
            error: Option<&'a String>,
            note: Option<&'a String>,
        ) -> Statement<'a> {
            Statement { condition, effect, words: error.or(note).map(String::as_str) }
        }
        let (error, note) = (self.error.as_ref(), self.note.as_ref());
        let mut statements = vec![statement(String::new(), self.effect, error, note)];
        statements.extend(self.cases.iter().map(|(name, case)| {
            statement(format!("case {name}"), case.effect, case.error.as_ref(), case.note.as_ref())
        }));
        statements.extend(self.when.iter().map(|when| {
            statement(when.condition(), when.effect, when.error.as_ref(), when.note.as_ref())
        }));
        statements
    }
}

impl ConditionalEffect {
    /// The conditions in words.
    fn condition(&self) -> String {
        let conditions = [
            ("case ", &self.case),
            ("format ", &self.format),
            ("method ", &self.method),
            ("a model with ", &self.capability),
            ("a model without ", &self.lacks),
        ];
        let given = conditions
            .iter()
            .filter_map(|(what, value)| Some(format!("{what}{}", value.as_ref()?)));
        given.collect::<Vec<_>>().join(", ")
    }
}

impl Target {
    /// What it takes, made ready for quick look-ups.
    #[doc(hidden)]
    pub fn accepts(&self) -> Accepts {
        Accepts::of(self)
    }
}
