//! A turn of the conversation has more tokens than the target takes.
//!
//! Some services limit not only the record but each of its turns: what leads up to an answer, with the
//! system message and the answer itself. Cohere, as long as it tuned models, left out every turn of more
//! than 16,384 tokens and told nobody. No target that tunelint brings along is known for it today; it is
//! for targets of your own (`limits.max-turn-tokens`).
//!
//! What is written around the messages and not known is not counted, and neither are tools. Where the
//! count may be off and the limit is within that, it is said with `--pedantic` only.
//!
//! ## How to fix it
//!
//! Shorten what is asked or the answer, or split them into several turns.
//!
//! ## Example
//!
//! With a limit of 40 tokens:
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Name the planets."}, {"role": "assistant", "content": "Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus and Neptune; Pluto was one of them until 2006, and is a dwarf planet now."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Name the planets."}, {"role": "assistant", "content": "Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus and Neptune."}, {"role": "user", "content": "And Pluto?"}, {"role": "assistant", "content": "It was one of them until 2006, and is a dwarf planet now."}]}
//! ```

use crate::record::{Facts, Record};
use crate::rules::docs::rule_docs;
use crate::rules::reading::breaches::LimitOfTokens;
use crate::rules::{Category, Check, Context, Rule};
use crate::words::Number;

pub(crate) static RULE: Rule = Rule {
    name: "turn-too-long",
    category: Category::Tokens,
    summary: "a turn of the conversation has more tokens than the target takes",
    docs: rule_docs!("turn_too_long.rs"),
    cases: &["surely", "perhaps"],
    aliases: &[],
    check: Check::Record { wakes: Facts::LONG, check },
};

const LIMIT: LimitOfTokens = LimitOfTokens {
    of: |limits| limits.max_turn_tokens,
    look: |weighing, limit| weighing.long_turns(limit),
    describe: |finding, breach, title| {
        let tokens = breach.tokens("at least ");
        let limit = Number(breach.limit);
        finding.message = if breach.perhaps {
            format!("this turn has {tokens}, and {title} takes {limit}: it may be too long")
        } else {
            let lost = Number(breach.tokens.saturating_sub(breach.limit));
            format!("this turn has {tokens}, {lost} more than the {limit} that {title} takes")
        };
        finding.label = Some("the turn begins here".into());
        finding.help = Some("shorten it, or split it into several turns".into());
    },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    LIMIT.tell(record, context);
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn no_target_that_is_known_has_the_limit() {
        let answer = "and so on ".repeat(100_000);
        let line = format!(
            r#"{{"messages": [{{"role": "user", "content": "Go on."}}, {{"role": "assistant", "content": "{answer}"}}]}}"#
        );
        assert_eq!(told("turn-too-long", "together", line), [""; 0]);
    }
}
