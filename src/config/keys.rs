//! All keys of a configuration: what they are called, what they mean and what they hold.
//!
//! The reader knows by this list which keys are unknown, the JSON Schema is made of it, and the
//! documentation is checked against it.

use crate::target::METHODS;

/// A key.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    /// What it means, for the schema: one line.
    pub(super) summary: &'static str,
    pub(super) holds: Holds,
}

/// What a key holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holds {
    Text,
    /// One text or a list of them.
    Texts,
    Flag,
    Number,
    /// One of some words.
    OneOf(fn() -> Vec<&'static str>),
    /// Names of rules, of categories, or `ALL`.
    Selectors,
    /// The name of a rule.
    Rule,
    /// A level for each rule or category, or the rule's options.
    Rules,
    /// A number, or a part in per cent.
    Share,
    Date,
    /// Any number of them.
    Tables(&'static [&'static [Key]]),
    /// Definitions of targets, by their names.
    Targets,
}

const fn key(name: &'static str, holds: Holds, summary: &'static str) -> Key {
    Key { name, summary, holds }
}

/// The names of formats, and `auto` for what the records themselves say.
pub(super) fn formats() -> Vec<&'static str> {
    let known = crate::record::Format::ALL.iter().map(|format| format.name());
    std::iter::once("auto").chain(known.filter(|name| *name != "unknown")).collect()
}

/// What concerns one dataset: at the top of the file and in each of the overrides.
pub(super) static LAYER: &[Key] = &[
    key(
        "target",
        Holds::Texts,
        "the targets to judge at: names, or paths of files that define one",
    ),
    key(
        "model",
        Holds::Text,
        "the model that is to be tuned, as the target calls it, or one for each target: together=ID,openai=ID",
    ),
    key("method", Holds::OneOf(|| METHODS.to_vec()), "the training method"),
    key("format", Holds::OneOf(formats), "the format that all records are to have"),
    key("max-tokens", Holds::Number, "the longest record, in tokens"),
    key(
        "tokenizer",
        Holds::Text,
        "what tokens are counted with: a family of models, or the path of a tokenizer.json, or one for each target: together=PATH,openai=cl100k",
    ),
    key("pedantic", Holds::Flag, "say as a warning what is not established, too"),
    key("select", Holds::Selectors, "the rules that are looked at [default: ALL]"),
    key("extend-select", Holds::Selectors, "rules beside those that are selected"),
    key("ignore", Holds::Selectors, "rules that are not looked at"),
    key("rules", Holds::Rules, "a level for each rule or category, and the options of rules"),
];

/// What concerns the run as a whole.
pub(super) static FILE: &[Key] = &[
    key("extends", Holds::Text, "the path of a configuration that this one is laid over"),
    key("include", Holds::Texts, "the files that are datasets, as globs"),
    key("exclude", Holds::Texts, "files and directories to leave out, as globs"),
    key("deny-warnings", Holds::Flag, "warnings fail the run, too"),
    key("max-warnings", Holds::Number, "more warnings than this fail the run"),
    key("max-errors", Holds::Number, "stop after so many errors"),
    key("max-bad-records", Holds::Share, "how many records may be refused or dropped"),
    key("baseline", Holds::Text, "the path of the baseline"),
    key("overrides", Holds::Tables(&[OVERRIDE, LAYER]), "other settings for some of the datasets"),
    key("suppress", Holds::Tables(&[SUPPRESS]), "findings that are known and accepted"),
    key("targets", Holds::Targets, "targets of one's own, by their names"),
];

/// In each of the overrides.
pub(super) static OVERRIDE: &[Key] =
    &[key("files", Holds::Texts, "the datasets it is for, as globs")];

/// In each suppression.
pub(super) static SUPPRESS: &[Key] = &[
    key("rule", Holds::Rule, "the rule whose findings are kept back"),
    key("file", Holds::Texts, "the datasets it is for, as globs [default: all]"),
    key("record", Holds::Text, "the hash of the record, as a baseline has it"),
    key("id", Holds::Text, "what the record has under its key `id`"),
    key("path", Holds::Text, "the JSON path of the value; [*] stands for any position"),
    key("reason", Holds::Text, "why"),
    key("until", Holds::Date, "the last day on which it holds"),
];
