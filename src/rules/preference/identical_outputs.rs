//! The two outputs of a preference pair are the same.
//!
//! A pair teaches by its difference; where there is none, the gradient is zero and the record only costs.
//! No target checks it. It comes from sampling twice at a low temperature, or from a join that took
//! the same column for both sides. White space around the texts makes no difference here.
//!
//! ## How to fix it
//!
//! Remove the record, or put in the other answer.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "2 + 2?", "chosen": "4", "rejected": "4"}
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "chosen": "4", "rejected": "5"}
//! ```

use super::{completions, preferred};
use crate::record::{Facts, Format, Index, Key, KeySet, Kind, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "identical-outputs",
    category: Category::Preference,
    summary: "the two outputs of a preference pair are the same",
    docs: rule_docs!("identical_outputs.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::PREFERENCE, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let Some((preferred, other)) = sides(record) else { return };
    // What says nothing has a finding of its own.
    if says_nothing(record, preferred) || !same(record, preferred, other) {
        return;
    }
    if let Some(finding) = context.found(record, other) {
        finding.message = "both outputs are the same: the pair teaches nothing".into();
        finding.help = Some("remove the record, or put in the other answer".into());
    }
}

/// The values that hold the two outputs.
fn sides(record: &Record<'_>) -> Option<(Index, Index)> {
    let member = |key| record.member(0, key);
    match record.format() {
        Format::Preference => {
            Some((member(Key::PreferredOutput)?, member(Key::NonPreferredOutput)?))
        }
        Format::ChosenRejected => Some((member(Key::Chosen)?, member(Key::Rejected)?)),
        Format::GeminiPreference => {
            let side = |wanted| {
                completions(record)
                    .find(|completion| preferred(record, completion.score) == Some(wanted))?
                    .said
            };
            Some((side(true)?, side(false)?))
        }
        _ => None,
    }
}

fn says_nothing(record: &Record<'_>, side: Index) -> bool {
    match record.kind(side) {
        Kind::String => record.text(side).trim().is_empty(),
        Kind::Array => {
            let said = |element| match record.member(element, Key::Content) {
                Some(content) => !says_nothing_at_all(record, content),
                None => true,
            };
            !record.tape().elements(side).any(said)
        }
        Kind::Object => false,
        _ => true,
    }
}

fn says_nothing_at_all(record: &Record<'_>, content: Index) -> bool {
    match record.kind(content) {
        Kind::String => record.text(content).trim().is_empty(),
        Kind::Null => true,
        _ => false,
    }
}

fn same(record: &Record<'_>, a: Index, b: Index) -> bool {
    match (record.kind(a), record.kind(b)) {
        (Kind::String, Kind::String) => record.text(a).trim() == record.text(b).trim(),
        (Kind::Array, Kind::Array) => {
            record.same(a, b) || {
                let tape = record.tape();
                let (mut a, mut b) = (tape.elements(a), tape.elements(b));
                loop {
                    match (a.next(), b.next()) {
                        (None, None) => break true,
                        (Some(a), Some(b)) if same_message(record, a, b) => {}
                        _ => break false,
                    }
                }
            }
        }
        _ => record.same(a, b),
    }
}

/// Whether two messages say the same, but for the space around it.
fn same_message(record: &Record<'_>, a: Index, b: Index) -> bool {
    if record.same(a, b) {
        return true;
    }
    let plain = |message: Index| -> Option<(Index, Index)> {
        let mut keys = KeySet::default();
        for member in record.tape().members(message) {
            keys.insert(member.known);
        }
        let only = keys == KeySet::of(&[Key::Role, Key::Content]);
        let role = record.member(message, Key::Role).filter(|_| only)?;
        let content = record.member(message, Key::Content)?;
        (record.kind(content) == Kind::String).then_some((role, content))
    };
    let (Some((role_a, a)), Some((role_b, b))) = (plain(a), plain(b)) else { return false };
    record.same(role_a, role_b) && record.text(a).trim() == record.text(b).trim()
}
