//! A finding without any text of the dataset.
//!
//! The words of a finding quote the data, and it is not for a renderer to know which of them do. So
//! all of them are replaced by what the rule says of itself, and in the path only those keys are
//! left that some format knows.

use crate::record::Key;
use crate::rules::{Finding, Related, Rule};

/// The finding as it may be shown to those who may not see the data.
pub(crate) fn redacted(finding: &Finding) -> Finding {
    let rule = finding.rule.rule();
    let case = rule.cases.get(usize::from(finding.case));
    let message = case.map_or_else(
        || rule.summary.to_owned(),
        |case| format!("{} ({})", rule.summary, case.replace('-', " ")),
    );
    let related = finding.related.iter().map(|related| Related {
        message: "a place that belongs to it".into(),
        location: related.location,
        snippet: None,
    });
    Finding {
        rule: finding.rule,
        case: finding.case,
        format: finding.format,
        level: finding.level,
        effects: finding.effects.clone(),
        location: finding.location,
        path: finding.path.as_deref().map(without_unknown_keys),
        message,
        label: None,
        help: finding.help.as_ref().map(|_| how_to_fix(rule)),
        related: related.collect(),
        snippet: None,
        record_hash: finding.record_hash,
    }
}

/// What the rule's documentation says in the first paragraph on how to fix it.
pub(crate) fn how_to_fix(rule: &Rule) -> String {
    let lines = rule.docs.lines().skip_while(|line| *line != "## How to fix it").skip(1);
    let paragraph = lines.skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
    paragraph.collect::<Vec<_>>().join(" ")
}

/// The path with `*` in place of the keys that no format knows.
pub(super) fn without_unknown_keys(path: &str) -> String {
    let mut shown = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(first) = rest.chars().next() {
        let step = match first {
            '[' if rest[1..].starts_with('"') => quoted(rest),
            '[' => rest.find(']').map_or(rest.len(), |end| end + 1),
            _ => rest
                .char_indices()
                .skip(1)
                .find(|(_, c)| matches!(c, '.' | '['))
                .map_or(rest.len(), |(end, _)| end),
        };
        let (step, after) = rest.split_at(step);
        let key = step.trim_start_matches('.');
        let is_index = step.starts_with('[') && step[1..].starts_with(|c: char| c.is_ascii_digit());
        if is_index || Key::named(key.as_bytes()) != Key::Unknown {
            shown.push_str(step);
        } else {
            shown.push_str(if shown.is_empty() { "*" } else { ".*" });
        }
        rest = after;
    }
    shown
}

/// The length of a step such as `["a \"name\""]`, at the start of a path.
fn quoted(path: &str) -> usize {
    let mut escaped = false;
    for (at, character) in path.char_indices().skip(2) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1 + usize::from(path[at + 1..].starts_with(']')),
            _ => {}
        }
    }
    path.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::ALL;

    #[test]
    fn paths_keep_the_keys_that_formats_know() {
        for (path, shown) in [
            ("messages[2].tool_calls[0].function.arguments", ""),
            ("messages[2].secret.role", "messages[2].*.role"),
            ("secret", "*"),
            (r#"["a \"].role"].content"#, "*.content"),
            (r#"messages["é secret"][3]"#, "messages.*[3]"),
            (r#"["never closed"#, "*"),
            ("é.role", "*.role"),
            ("[secret]", "*"),
            ("", ""),
        ] {
            let shown = if shown.is_empty() { path } else { shown };
            assert_eq!(without_unknown_keys(path), shown);
        }
    }

    #[test]
    fn every_rule_says_how_to_fix_it_in_a_paragraph() {
        for rule in ALL {
            assert!(how_to_fix(rule).len() > 10, "{}", rule.name);
        }
    }
}
