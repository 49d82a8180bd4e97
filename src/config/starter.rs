//! A first configuration, for what is found.

use std::fmt::Write as _;

use crate::record::Format;

/// How many datasets are named in it.
const NAMED: usize = 20;

/// The text of a configuration for these datasets, each with its format.
pub fn starter(datasets: &[(String, Format)]) -> String {
    let mut text = String::from(
        "# What tunelint looks for here. Every key is explained in docs/configuration.md;\n# without this file all of them have their defaults.\n\n",
    );
    if !datasets.is_empty() {
        text.push_str("# The datasets there are:\n");
        for (name, format) in datasets.iter().take(NAMED) {
            // A line end in a name would end the comment.
            let name = name.escape_debug();
            let _ = match format {
                Format::Unknown => writeln!(text, "#   {name}"),
                format => writeln!(text, "#   {name}: {format}"),
            };
        }
        if datasets.len() > NAMED {
            let _ = writeln!(text, "#   and {} more", datasets.len() - NAMED);
        }
        text.push('\n');
    }
    text.push_str(KEYS);
    text
}

const KEYS: &str = r#"# The providers and trainers that the data is for; `tunelint targets` lists them.
target = "together"

# The model that is to be tuned, as the target calls it, and how: sft, dpo or rft.
# model = "Qwen/Qwen3-8B"
# method = "sft"

# Files and directories to leave out.
# exclude = ["drafts/**", "*.old.jsonl"]

# When warnings and a few bad records fail the run.
# deny-warnings = true
# max-bad-records = "0.5%"

# The level of rules and categories: "error", "warning" or "off". `tunelint rules` lists them.
# [rules]
# blank-line = "off"
# unknown-field = { level = "warning", allow = ["id"] }

# Other settings for some of the files.
# [[overrides]]
# files = ["eval/**"]
# rules = { too-few-records = "off" }

# A finding that is known and accepted.
# [[suppress]]
# rule = "duplicate-record"
# file = "train.jsonl"
# reason = "the greeting is meant to be there twice"
"#;
