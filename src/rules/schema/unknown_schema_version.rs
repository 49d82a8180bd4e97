//! The version of the schema is not one that is known.
//!
//! Records of Bedrock's conversations begin with the version of their schema, and there is one:
//! `bedrock-conversation-2024`. Pages of the documentation have misspelled it, and anything else is
//! refused.
//!
//! ## How to fix it
//!
//! Write `"schemaVersion": "bedrock-conversation-2024"`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"schemaVersion": "bedrock-conversion-2024", "messages": [{"role": "user", "content": [{"text": "Hi"}]}, {"role": "assistant", "content": [{"text": "Hello."}]}]}
//! ```
//!
//! ```jsonl good
//! {"schemaVersion": "bedrock-conversation-2024", "messages": [{"role": "user", "content": [{"text": "Hi"}]}, {"role": "assistant", "content": [{"text": "Hello."}]}]}
//! ```

use crate::record::{Facts, Format, Key, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "unknown-schema-version",
    category: Category::Schema,
    summary: "the version of the schema is not one that is known",
    docs: rule_docs!("unknown_schema_version.rs"),
    cases: &[],
    aliases: &[],
    // A record has more keys than its version.
    check: Check::Record { wakes: Facts::UNUSUAL_KEY, check },
};

/// The only version there is.
const VERSION: &str = "bedrock-conversation-2024";

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    if record.format() != Format::Converse {
        return;
    }
    let Some(value) = record.member(0, Key::SchemaVersion) else { return };
    let version = record.text(value);
    if version == VERSION {
        return;
    }
    if let Some(finding) = context.found(record, value) {
        finding.message = format!("unknown schema version {}", quote(&version));
        finding.help = Some(format!("write {}", quote(VERSION)));
    }
}
