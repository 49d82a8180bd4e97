//! A number is larger than common parsers can hold.
//!
//! A whole number beyond 64 bits is rounded or becomes infinite in some readers; a number beyond about
//! 1.8e308 is infinite in nearly all. The value that is trained is not the one that was written, and
//! some readers refuse the record.
//!
//! ## How to fix it
//!
//! Put identifiers and other long numbers into quotes.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "Hi", "completion": "Hello.", "id": 123456789012345678901234567890}
//! ```
//!
//! ```jsonl good
//! {"prompt": "Hi", "completion": "Hello.", "id": "123456789012345678901234567890"}
//! ```

use crate::record::{Facts, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "number-out-of-range",
    category: Category::Syntax,
    summary: "a number is larger than common parsers can hold",
    docs: rule_docs!("number_out_of_range.rs"),
    cases: &["beyond-64-bits", "infinite", "beyond-python", "infinite-digits"],
    aliases: &[],
    check: Check::Json { wakes: Facts::EXTREME_NUMBER, check },
};

const BEYOND_64_BITS: u8 = 0;
pub(crate) const INFINITE: u8 = 1;
/// A whole number that Python refuses to read, since it would take long.
const BEYOND_PYTHON: u8 = 2;
/// Infinite, but written without an exponent: some readers notice the exponent only.
const INFINITE_DIGITS: u8 = 3;

/// How many digits Python reads.
const PYTHON: usize = 4300;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for value in record.tape().numbers() {
        let Ok(text) = std::str::from_utf8(record.raw(value)) else { continue };
        let case = if is_whole(text) && digits(text) > PYTHON {
            BEYOND_PYTHON
        } else if text.parse::<f64>().is_ok_and(f64::is_infinite) {
            if text.contains(['e', 'E']) { INFINITE } else { INFINITE_DIGITS }
        } else if is_whole(text) && text.parse::<i64>().is_err() && text.parse::<u64>().is_err() {
            BEYOND_64_BITS
        } else {
            continue;
        };
        if let Some(finding) = context.found_case(record, value, case) {
            finding.message = match case {
                INFINITE | INFINITE_DIGITS => {
                    "this number is too large for any common parser".into()
                }
                BEYOND_PYTHON => {
                    format!("this whole number has {} digits: Python reads {PYTHON}", digits(text))
                }
                _ => format!(
                    "this whole number has {} digits: it needs more than 64 bits",
                    digits(text)
                ),
            };
            finding.help = Some("put it in quotes if it is an identifier".into());
        }
    }
}

fn is_whole(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

fn digits(number: &str) -> usize {
    number.bytes().filter(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Linter, LinterOptions};
    use crate::rules::{Plan, PlanOptions};
    use crate::target::builtin;

    fn case(number: &str) -> Option<&'static str> {
        let plan = Plan::new(vec![builtin("generic").unwrap()], PlanOptions::default()).unwrap();
        let line = format!("{{\"text\": \"a\", \"id\": {number}}}\n");
        let report =
            Linter::new(plan, LinterOptions::default()).check_slice("a.jsonl", line.as_bytes());
        let mut found = report.findings().into_iter();
        let found = found.find(|finding| finding.rule.rule().name == RULE.name)?;
        Some(RULE.cases[usize::from(found.case)])
    }

    #[test]
    fn python_reads_so_many_digits_of_whole_numbers_only() {
        assert_eq!(case("18446744073709551615"), None);
        assert_eq!(case("18446744073709551616"), Some("beyond-64-bits"));
        assert_eq!(case(&"9".repeat(4300)), Some("infinite-digits"));
        assert_eq!(case(&"9".repeat(4301)), Some("beyond-python"));
        assert_eq!(case(&format!("-{}", "9".repeat(4301))), Some("beyond-python"));
        assert_eq!(case(&format!("0.{}", "9".repeat(5000))), None);
        assert_eq!(case("1e4301"), Some("infinite"));
    }
}
