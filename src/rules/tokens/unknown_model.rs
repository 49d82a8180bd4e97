//! The model that was chosen is not one that can be tuned at the target.
//!
//! Providers tune some models only, and each has its own name for them: the name must match to the
//! letter, with its namespace and with upper and lower case. A job for any other name is refused when
//! it is created, after the upload. What the target takes changes often, so a name that resembles none
//! that is known may be right and newer than the list; then only nothing can be said about lengths.
//!
//! ## How to fix it
//!
//! Give the name as the target spells it; `tunelint targets NAME` lists those that are known. If the model is
//! newer than the list, give its length with `--max-tokens`.

use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Finding, Rule};
use crate::target::Target;

pub(crate) static RULE: Rule = Rule {
    name: "unknown-model",
    category: Category::Tokens,
    summary: "the chosen model is not one that the target tunes",
    docs: rule_docs!("unknown_model.rs"),
    cases: &["not-listed", "spelling"],
    aliases: &[],
    check: Check::Dataset,
};

pub(crate) const SPELLING: u8 = 1;

/// What is wrong with a name at a target that lists its models: the case, and the right name.
pub(crate) fn judge<'a>(id: &str, target: &'a Target) -> Option<(u8, Option<&'a str>)> {
    let known = || target.models.iter().map(|model| model.id.as_str());
    let retired = target.retired_models.iter().any(|model| model.id == id);
    if target.models.is_empty() || retired || known().any(|other| other == id) {
        return None;
    }
    let meant = nearest(id, known());
    Some((if meant.is_some() { SPELLING } else { 0 }, meant))
}

pub(crate) fn describe(finding: &mut Finding, id: &str, meant: Option<&str>, title: &str) {
    finding.message = format!("{} is not among the models that {title} tunes", quote(id));
    finding.help = Some(match meant {
        Some(meant) => format!("did you mean {}?", quote(meant)),
        None => {
            "`tunelint targets NAME` lists those that are known; for a newer one give --max-tokens"
                .to_owned()
        }
    });
}

/// The model that was meant: the same but for case, namespace, signs between the words, or a suffix
/// that only the target has.
fn nearest<'a>(id: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let plain = plain(id);
    known.clone().find(|other| self::plain(other) == plain).or_else(|| {
        let longer = |other: &&str| self::plain(other).strip_prefix(&plain).is_some_and(is_suffix);
        known.filter(longer).min_by_key(|other| other.len())
    })
}

/// What a provider appends to the name of a model: `-Reference`, or the date of a snapshot.
fn is_suffix(rest: &str) -> bool {
    rest == "reference" || (rest.len() >= 4 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The name without its namespace, in lower case, and without the signs between its words; a point
/// stands between digits and stays. Meta has named its models with and without its own name.
fn plain(id: &str) -> String {
    let name = id.rsplit('/').next().unwrap_or(id);
    let letters = name.chars().filter(|c| c.is_alphanumeric() || *c == '.');
    let plain: String = letters.flat_map(char::to_lowercase).collect();
    if plain.starts_with("metallama") { plain.replacen("meta", "", 1) } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::builtin;

    #[test]
    fn a_near_miss_names_the_right_model() {
        let together = builtin("together").unwrap();
        let openai = builtin("openai").unwrap();
        for (target, id, meant) in [
            (&together, "qwen/qwen3.5-9b", Some(Some("Qwen/Qwen3.5-9B"))),
            (&together, "Qwen3.5-9B", Some(Some("Qwen/Qwen3.5-9B"))),
            (&together, "Qwen/Qwen3.5-9B", None),
            (
                &together,
                "meta-llama/Meta-Llama-3.1-8B-Instruct",
                Some(Some("meta-llama/Meta-Llama-3.1-8B-Instruct-Reference")),
            ),
            (
                &together,
                "meta-llama/Llama-3.1-8B-Instruct",
                Some(Some("meta-llama/Meta-Llama-3.1-8B-Instruct-Reference")),
            ),
            (&together, "Qwen/Qwen3.5-90B", Some(None)),
            (&together, "Qwen/Qwen35-9B", Some(None)),
            (&together, "Qwen/Qwen3-8B", None),
            (&together, "", Some(None)),
            (&openai, "gpt-4o", Some(Some("gpt-4o-2024-08-06"))),
            (&openai, "gpt-4.1-mini", Some(Some("gpt-4.1-mini-2025-04-14"))),
        ] {
            assert_eq!(judge(id, target).map(|(_, meant)| meant), meant, "{id}");
        }
        assert_eq!(judge("Qwen/Qwen3.5-9B", &builtin("trl").unwrap()), None);
    }
}
