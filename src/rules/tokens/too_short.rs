//! The record has fewer tokens than the target asks for.
//!
//! Axolotl and Fireworks leave out what has less than two tokens, since a model learns nothing from a
//! single one, and tell at most how many records these were. Lists of tokens that somebody made before
//! are where it happens: a text that was empty has one, or none. A target of your own may ask for more
//! (`limits.min-tokens`).
//!
//! What a trainer writes around a record is counted as what it may be at most, so that nothing is said of
//! a record that may be long enough; with `--pedantic` that is said, too.
//!
//! ## How to fix it
//!
//! Take the record out, or see why it is so short.
//!
//! ## Example
//!
//! With a minimum of 80 tokens:
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hi."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Name all of the planets, each with a word or two on what is to be seen there."}, {"role": "assistant", "content": "Mercury has craters, Venus has clouds, Earth has oceans, Mars has red dust and old rivers, Jupiter has a great storm, Saturn has rings of ice, Uranus lies on its side, and Neptune has winds that are faster than sound."}, {"role": "user", "content": "And which of them is the coldest?"}, {"role": "assistant", "content": "Uranus: it has hardly any heat of its own."}]}
//! ```

use crate::record::{Facts, Record};
use crate::rules::docs::rule_docs;
use crate::rules::reading::breaches::LimitOfTokens;
use crate::rules::{Category, Check, Context, Rule};
use crate::words::Number;

pub(crate) static RULE: Rule = Rule {
    name: "too-short",
    category: Category::Tokens,
    summary: "the record has fewer tokens than the target asks for",
    docs: rule_docs!("too_short.rs"),
    cases: &["surely", "perhaps"],
    aliases: &[],
    check: Check::Record { wakes: Facts::SHORT, check },
};

const LIMIT: LimitOfTokens = LimitOfTokens {
    of: |limits| limits.min_tokens,
    look: |weighing, limit| weighing.too_short(limit),
    describe: |finding, breach, title| {
        let tokens = breach.tokens("at most ");
        let limit = Number(breach.limit);
        finding.message = if breach.perhaps {
            format!("this record has {tokens}, and {title} asks for {limit}: it may be too short")
        } else {
            format!("this record has {tokens}, fewer than the {limit} that {title} asks for")
        };
        finding.help = Some("take it out, or see why it is so short".into());
    },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    LIMIT.tell(record, context);
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn a_list_of_one_token_is_too_short_for_axolotl() {
        let told = |line| told("too-short", "axolotl", line);
        assert_eq!(
            told(r#"{"input_ids": [7], "labels": [7]}"#),
            ["1:1 this record has 1 token, fewer than the 2 that Axolotl asks for"]
        );
        assert_eq!(told(r#"{"input_ids": [7, 8], "labels": [7, 8]}"#), [""; 0]);
        // What begins and ends a text may be enough.
        assert!(told(r#"{"text": "a"}"#).concat().contains("it may be too short"));
        assert_eq!(told(r#"{"text": "a b"}"#), [""; 0]);
    }
}
