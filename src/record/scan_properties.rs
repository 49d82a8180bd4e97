//! What `tests` says must hold for each line, held for lines of all sorts.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use super::super::made_lines::{json, mutated, pieces};
use super::tests::{check, check_block};

/// What was changed as text in one line; what is no character is left out.
fn mutated_text() -> impl Strategy<Value = String> {
    mutated().prop_map(|line| String::from_utf8_lossy(&line).replace('\n', " "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 3 } else { 1500 }))]

    #[test]
    fn json_is_a_value(line in json()) {
        prop_assert!(serde_json::from_str::<Value>(&line).is_ok(), "{}", line);
        check(&line);
    }

    #[test]
    fn mutated_json_is_what_the_judges_say(line in mutated_text()) {
        check(&line);
    }

    #[test]
    fn pieces_of_json_are_what_the_judges_say(line in pieces()) {
        check(&line);
    }

    #[test]
    fn a_line_is_the_same_in_any_company(
        lines in vec(prop_oneof![json(), mutated_text(), pieces(), Just(String::new())], 1..8),
        crlf in any::<bool>(),
        ends in any::<bool>(),
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let mut block = lines.join(end);
        if ends {
            block.push_str(end);
        }
        check_block(block.as_bytes());
    }

    #[test]
    fn any_bytes_are_survived(block in vec(any::<u8>(), 0..300)) {
        check_block(&block);
    }
}
