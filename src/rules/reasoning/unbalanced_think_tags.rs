//! The tags around reasoning do not come in pairs.
//!
//! Reasoning in an answer stands between `<think>` and `</think>`. Where one of the two is missing, the
//! template cannot tell it from the answer: the model learns to think without end, or to close what it
//! never opened, and what reads its output shows the reasoning to the user. It comes from answers that
//! were cut at a limit of tokens, and from servers that put the opening tag into the prompt.
//!
//! A tag that the text only speaks of, in quotes or backticks, is not reported.
//!
//! ## How to fix it
//!
//! Add the missing tag, move the reasoning to the key that the target has for it, or remove records
//! whose answer was cut.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "<think>\nAdd them."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "<think>\nAdd them.\n</think>\n\n4"}]}
//! ```

use crate::record::{Facts, Index, Key, Kind, Record, Role, Span};
use crate::rules::content::texts;
use crate::rules::docs::rule_docs;
use crate::rules::reading::think_tags::{ThinkTag, starts_line, tags};
use crate::rules::{Category, Check, Context, Place, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "unbalanced-think-tags",
    category: Category::Reasoning,
    summary: "the tags around reasoning do not come in pairs",
    docs: rule_docs!("unbalanced_think_tags.rs"),
    cases: &["unclosed", "unopened", "nested"],
    aliases: &[],
    check: Check::Record { wakes: Facts::THINK_TAG, check },
};

const UNCLOSED: u8 = 0;
const UNOPENED: u8 = 1;
const NESTED: u8 = 2;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for turn in record.turns().iter().filter(|turn| turn.role == Role::Assistant) {
        let Some(said) = turn.content else { continue };
        check_text(record, context, said);
        for part in record.tape().elements(said) {
            if let Some(text) = record.member(part, Key::Text) {
                check_text(record, context, text);
            }
        }
    }
    // What is asked is not trained.
    let asked = [Key::Prompt, Key::Instruction, Key::Input];
    for (_, text) in texts(record).filter(|(key, _)| !asked.contains(key)) {
        check_text(record, context, text);
    }
}

fn check_text(record: &Record<'_>, context: &mut Context<'_>, value: Index) {
    if record.kind(value) != Kind::String {
        return;
    }
    let raw = record.raw(value);
    let Some((case, tag)) = imbalance(raw) else { return };
    // After the opening quote.
    let first = record.span(value).start as usize + 1;
    let offset = |at| u32::try_from(first + at).unwrap_or(u32::MAX);
    let span = Span::new(offset(tag.start), offset(tag.end));
    if let Some(finding) = context.found_case(record, Place::Within(value, span), case) {
        let (message, help) = match case {
            UNCLOSED => (
                "the reasoning that starts here never ends",
                "add \"</think>\" where the answer starts, or remove the record if it was cut",
            ),
            UNOPENED => (
                "the reasoning that ends here never started",
                "add \"<think>\" where the reasoning starts",
            ),
            _ => ("reasoning starts within reasoning", "remove one of the two tags"),
        };
        finding.message = message.into();
        finding.help = Some(help.into());
    }
}

/// The first tag in a JSON string that is one too many, or has no partner.
fn imbalance(raw: &[u8]) -> Option<(u8, ThinkTag)> {
    let mut open: Option<ThinkTag> = None;
    for tag in tags(raw).filter(|tag| !tag.quoted && !is_spoken_of(raw, *tag)) {
        match (open, tag.closes) {
            (None, false) => open = Some(tag),
            (Some(_), true) => open = None,
            // In the middle of a line a text may well speak of the tags.
            (Some(_), false) if starts_line(raw, tag) => return Some((NESTED, tag)),
            (None, true) if starts_line(raw, tag) || ends_line(raw, tag) => {
                return Some((UNOPENED, tag));
            }
            _ => {}
        }
    }
    open.filter(|tag| starts_line(raw, *tag)).map(|tag| (UNCLOSED, tag))
}

/// Whether a text starts with the tag as with a word of its own: "<think> opens the reasoning."
fn is_spoken_of(raw: &[u8], tag: ThinkTag) -> bool {
    let before = raw.get(..tag.start).unwrap_or_default();
    let after = raw.get(tag.end..).unwrap_or_default();
    let is_word = before.trim_ascii().is_empty() && matches!(after, [b' ', b'a'..=b'z', ..]);
    is_word && (tag.closes || !tags(raw).any(|other| other.closes && !other.quoted))
}

fn ends_line(raw: &[u8], tag: ThinkTag) -> bool {
    let after = raw.get(tag.end..).unwrap_or_default().trim_ascii_start();
    after.is_empty() || after.starts_with(br"\n") || after.starts_with(br"\r")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_tags_must_come_in_pairs() {
        for (raw, case) in [
            ("4", None),
            (r"<think>\na\n</think>\n\n4", None),
            ("Sure. <think>a</think> 4", None),
            ("<think></think>4", None),
            (r"<think>a</think>b\n<think>c</think>d", None),
            (r"<think>\na", Some(UNCLOSED)),
            (r"a\n</think>\n\n4", Some(UNOPENED)),
            (r"a</think>\n4", Some(UNOPENED)),
            (r"<think>\n<think>\na</think>4", Some(NESTED)),
            (r"<think>\na</think>\n</think>\n4", Some(UNOPENED)),
            ("Close it with `</think>`.", None),
            ("<think> is the tag that starts it.", None),
            ("</think> ends it.", None),
            ("<think> so it is\\n</think>\\n4", None),
            ("<think> So it is", Some(UNCLOSED)),
            ("Models write <think> before they answer.", None),
            ("Models write </think> before they answer.", None),
            (r"<think>\nIs it <think> or not?\n</think>\n4", None),
        ] {
            assert_eq!(imbalance(raw.as_bytes()).map(|found| found.0), case, "{raw}");
        }
    }
}
