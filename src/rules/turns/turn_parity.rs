//! The messages do not come in pairs of a question and an answer.
//!
//! Some trainers do not look at who answers whom, they count: after the system message, the first,
//! third, fifth message must be a user's (or tools' results), the second, fourth, sixth the
//! assistant's, and their number must be even. A record that does not fit is left out; all that is
//! said is a line in the log of a worker process that nobody sees. A few such records are lost, a
//! dataset full of them ends in "Cannot find valid samples".
//!
//! ## How to fix it
//!
//! Let every message of the user be followed by one of the assistant: join two messages in a row, and
//! remove what follows the last answer.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"conversations": [{"from": "human", "value": "Rain in Oslo?"}, {"from": "function_call", "value": "{\"city\": \"Oslo\"}"}, {"from": "observation", "value": "rain"}]}
//! ```
//!
//! ```jsonl good
//! {"conversations": [{"from": "human", "value": "Rain in Oslo?"}, {"from": "function_call", "value": "{\"city\": \"Oslo\"}"}, {"from": "observation", "value": "rain"}, {"from": "gpt", "value": "Yes."}]}
//! ```

use super::{has_assistant, role_name, speaker};
use crate::record::{Facts, Format, Part, Record, Role, Turn};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "turn-parity",
    category: Category::Turns,
    summary: "the messages do not come in pairs of a question and an answer",
    docs: rule_docs!("turn_parity.rs"),
    cases: &["position", "count"],
    aliases: &[],
    check: Check::Structure { wakes: Facts::UNUSUAL_ORDER, any_format: false, check },
};

/// A role stands where the other one should.
const POSITION: u8 = 0;
/// The number of messages is odd.
const COUNT: u8 = 1;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    // Where roles are the usual ones of chats, several results of tools count as one.
    let merges = record.format() != Format::Sharegpt;
    for (conversation, turns) in record.conversations() {
        if conversation.part != Part::Whole || !has_assistant(turns) {
            continue;
        }
        let Some((case, turn)) = misfit(turns, merges) else { continue };
        if let Some(finding) = context.found_case(record, speaker(turn), case) {
            let role = role_name(record, turn);
            if case == POSITION {
                let (wanted, other) = match turn.role {
                    Role::Assistant => ("a user's message or a tool's result", "user"),
                    _ => ("an answer of the assistant", "assistant"),
                };
                finding.message = format!("a {role} message stands where {wanted} should");
                finding.label = Some(format!("the {other}'s turn"));
            } else {
                finding.message = "the number of messages is odd: the last has no answer".into();
            }
            finding.help = Some("let user and assistant take turns, the assistant last".into());
        }
    }
}

/// The first message that is out of step.
fn misfit(turns: &[Turn], merges: bool) -> Option<(u8, &Turn)> {
    let mut expects_answer = false;
    let mut previous = None;
    // Results that nobody takes up are not merged into anything: they are not counted at all.
    let last = turns.iter().rposition(|turn| !merges || turn.role != Role::Tool);
    let turns = turns.get(..last.map_or(0, |last| last + 1)).unwrap_or_default();
    for (at, turn) in turns.iter().enumerate() {
        if at == 0 && turn.role == Role::System {
            continue;
        }
        let is_merged = merges && turn.role == Role::Tool && previous == Some(Role::Tool);
        previous = Some(turn.role);
        if is_merged {
            continue;
        }
        let fits = match turn.role {
            Role::Assistant => expects_answer,
            Role::User | Role::Tool => !expects_answer,
            Role::System => false,
            // A role that few targets know is judged by its rule.
            Role::Developer | Role::Function | Role::Other | Role::Missing => return None,
        };
        if !fits {
            return Some((POSITION, turn));
        }
        expects_answer = !expects_answer;
    }
    turns.last().filter(|_| expects_answer).map(|last| (COUNT, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::KeySet;

    fn found(roles: &[Role], merges: bool) -> Option<(u8, usize)> {
        let turns: Vec<Turn> = roles
            .iter()
            .zip(0..)
            .map(|(role, message)| Turn {
                message,
                keys: KeySet::default(),
                role: *role,
                role_value: None,
                content: None,
            })
            .collect();
        misfit(&turns, merges).map(|(case, turn)| (case, turn.message as usize))
    }

    #[test]
    fn counts_and_places_roles() {
        use Role::{Assistant, System, Tool, User};
        for (roles, misfit) in [
            (&[System, User, Assistant][..], None),
            (&[User, Assistant, Tool, Tool, Assistant], None),
            (&[User, Assistant, User], Some((COUNT, 2))),
            // A target that merges results leaves those at the end out.
            (&[User, Assistant, Tool, Tool], None),
            (&[User, Tool], Some((COUNT, 0))),
            (&[User, User, Assistant], Some((POSITION, 1))),
            (&[System, Assistant], Some((POSITION, 1))),
            (&[User, System, Assistant], Some((POSITION, 1))),
            (&[User, Assistant, Tool, User, Assistant], Some((POSITION, 3))),
            (&[], None),
        ] {
            assert_eq!(found(roles, true), misfit, "{roles:?}");
        }
        let results = [User, Assistant, Tool, Tool, Assistant];
        assert_eq!(found(&results, false), Some((POSITION, 3)));
        assert_eq!(found(&[User, Assistant, Tool], false), Some((COUNT, 2)));
    }
}
