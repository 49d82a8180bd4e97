//! A text has something in it that the target forbids.
//!
//! Some providers write the speakers into the text themselves, as `User:` and `Bot:`, or put
//! `<image>` where an image goes. A text that already has such a mark, at most of them in upper or
//! lower case, would be taken for the start of the next message, so the whole file is refused.
//!
//! ## How to fix it
//!
//! Write it otherwise: `The user:` can be `The user says`, a mark left over from another format can
//! go. If many texts start with such a mark, the conversation was put into one text: split it into its
//! messages.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "User: Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```

use crate::record::{Facts, Index, Key, KeySet, Kind, Record, Span};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Place, Plan, Rule};
use crate::target::Target;

pub(crate) static RULE: Rule = Rule {
    name: "forbidden-text",
    category: Category::Content,
    summary: "a text has something in it that the target forbids",
    docs: rule_docs!("forbidden_text.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::FORBIDDEN_TEXT, check },
};

/// Where texts stand that a model reads or writes.
const TEXTS: KeySet = KeySet::of(&[
    Key::Content,
    Key::Text,
    Key::Value,
    Key::Prompt,
    Key::Completion,
    Key::Instruction,
    Key::Input,
    Key::Output,
    Key::Chosen,
    Key::Rejected,
    Key::System,
    Key::Reasoning,
    Key::ReasoningContent,
]);
/// What is in these is not read as a text.
const OPAQUE: KeySet = KeySet::of(&[
    Key::ToolUse,
    Key::ToolCalls,
    Key::Arguments,
    Key::Tools,
    Key::ToolConfig,
    Key::Functions,
]);

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let plan = context.plan();
    let tape = record.tape();
    let words = forbidden(plan);
    let mut at = 0;
    while at < tape.after(0) {
        let token = tape.token(at);
        let key = if token.kind() == Kind::Key { token.known_key() } else { Key::Unknown };
        if OPAQUE.has(key) {
            at = tape.after(at + 1);
            continue;
        }
        if TEXTS.has(key) && key != Key::Unknown && record.kind(at + 1) == Kind::String {
            look(record, context, at + 1, &words);
        }
        at += 1;
    }
}

/// Look at one text, and tell of the first forbidden word in it.
fn look(record: &Record<'_>, context: &mut Context<'_>, value: Index, words: &[Word<'_>]) {
    let plan = context.plan();
    let text = record.text(value);
    let lower = text.to_ascii_lowercase();
    let found = words.iter().filter_map(|word| {
        let at = if word.by_case {
            text.find(word.text)
        } else {
            lower.find(&word.text.to_ascii_lowercase())
        };
        Some((at?, *word))
    });
    let Some((at, found)) = found.min_by_key(|(at, _)| *at) else { return };
    let word = found.text;
    let targets = plan.targets_where(|target, _| words_of(target).any(|word| word == found));
    let raw = record.raw(value);
    // In a string with escapes the place in the text is not that in the line.
    let place = if raw.len() == text.len() {
        let start = record.span(value).start + 1 + u32::try_from(at).unwrap_or(0);
        Place::Within(value, Span::new(start, start + u32::try_from(word.len()).unwrap_or(0)))
    } else {
        Place::Value(value)
    };
    if let Some(finding) = context.found_at(record, place, 0, targets) {
        finding.message = format!("this text has {} in it, which may not occur", quote(word));
        finding.help =
            Some("write it otherwise, or split a text that holds several messages".into());
    }
}

/// A text that a target forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Word<'a> {
    text: &'a str,
    /// Only in this upper and lower case.
    by_case: bool,
}

fn words_of(target: &Target) -> impl Iterator<Item = Word<'_>> {
    let by_case = target.forbidden_text_by_case;
    let words = target.forbidden_text.iter().filter(|text| !text.is_empty());
    words.map(move |text| Word { text, by_case })
}

/// The words that some target of the run forbids.
fn forbidden(plan: &Plan) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = plan.targets().iter().flat_map(words_of).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Finds lines that may have a forbidden text in them.
#[derive(Debug)]
pub(crate) struct Forbidden {
    words: Option<aho_corasick::AhoCorasick>,
}

impl Forbidden {
    /// For all that the run's targets forbid; nothing if they do not mind.
    pub(crate) fn new(plan: &Plan) -> Self {
        let mut words: Vec<&str> = forbidden(plan).iter().map(|word| word.text).collect();
        if words.is_empty() || !plan.looks_for(crate::rules::RuleId::of(&RULE)) {
            return Self { words: None };
        }
        // Some serialisers escape what has a meaning in HTML, and any character may be escaped.
        words.push(r"\u00");
        let words = aho_corasick::AhoCorasick::builder().ascii_case_insensitive(true).build(words);
        Self { words: words.ok() }
    }

    /// Whether some bytes have a forbidden text in them, or may have one behind escapes.
    #[inline]
    pub(crate) fn is_in(&self, bytes: &[u8]) -> bool {
        self.words.as_ref().is_some_and(|words| words.is_match(bytes))
    }
}

#[cfg(test)]
mod tests {
    use crate::check::{Linter, LinterOptions};
    use crate::rules::{Plan, PlanOptions};
    use crate::target::builtin;

    #[test]
    fn case_matters_where_the_target_says_so() {
        let record = |text: &str| {
            format!(
                r#"{{"messages": [{{"role": "user", "content": "{text}"}}, {{"role": "assistant", "content": "a"}}]}}"#
            )
        };
        for (by_case, text, count) in [
            (false, "see [eos]", 1),
            (false, "see [EOS]", 1),
            (true, "see [eos]", 0),
            (true, "see [EOS]", 1),
        ] {
            let mut target = builtin("generic").unwrap();
            target.forbidden_text = vec!["[EOS]".into()];
            target.forbidden_text_by_case = by_case;
            let refused = toml::from_str("effect = 'refuses'").unwrap();
            target.effects.insert("forbidden-text".into(), refused);
            let plan = Plan::new(vec![target], PlanOptions::default()).unwrap();
            let linter = Linter::new(plan, LinterOptions::default());
            let report = linter.check_slice("test", record(text).as_bytes());
            assert_eq!(report.errors(), count, "{by_case} {text}");
        }
    }
}
