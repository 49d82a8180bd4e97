//! What a record is about, so that it can be told again when something else in it has changed.

use std::num::NonZeroU64;

use twox_hash::XxHash3_128;

use super::{Key, Kind, Record, Role};

/// Where formats without turns have what is asked.
const QUESTIONS: [Key; 3] = [Key::Prompt, Key::Instruction, Key::Input];

/// A hash of what a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Topic(NonZeroU64);

impl Record<'_> {
    /// What the record is about: its `id`, or else what is asked first. It is none where neither is
    /// there, as in plain texts.
    pub(crate) fn topic(&self) -> Option<Topic> {
        let id = || self.member(0, Key::Id).filter(|id| self.kind(*id) != Kind::Null);
        let first = || {
            let asks = |role| !matches!(role, Role::System | Role::Developer);
            self.turns().iter().find(|turn| asks(turn.role))?.content
        };
        let question = || QUESTIONS.iter().find_map(|key| self.member(0, *key));
        let value = id().or_else(first).or_else(question)?;
        #[allow(clippy::cast_possible_truncation)] // Half of a hash is a hash.
        let half = XxHash3_128::oneshot(self.raw(value)) as u64;
        Some(Topic(NonZeroU64::MIN | half))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::scan::Scanner;
    use crate::record::shape::Shape;

    fn topic(line: &str) -> Option<Topic> {
        let mut scanner = Scanner::default();
        scanner.start(line.as_bytes());
        scanner.line(line.as_bytes(), 0);
        let mut shape = Shape::default();
        shape.read(line.as_bytes(), &scanner.tape);
        let facts = scanner.facts;
        Record::new(line.as_bytes(), &scanner.tape, &shape, facts, scanner.depth).topic()
    }

    #[test]
    fn the_id_tells_or_else_what_is_asked() {
        let chat = |role: &str, id: &str, answer: &str| {
            topic(&format!(
                r#"{{"messages":[{{"role":"system","content":"S"}},{{"role":"{role}","content":"Q"}},{{"role":"assistant","content":"{answer}"}}]{id}}}"#
            ))
        };
        assert!(chat("user", "", "a").is_some());
        assert_eq!(chat("user", "", "a"), chat("usr", "", "b"));
        assert_ne!(chat("user", r#","id":7"#, "a"), chat("user", "", "a"));
        assert_eq!(chat("user", r#","id":null"#, "a"), chat("user", "", "a"));
        let prompt = topic(r#"{"prompt": "Q", "completion": "a"}"#);
        assert_eq!(prompt, topic(r#"{"completion": "b", "prompt": "Q"}"#));
        assert_eq!(prompt, chat("user", "", "a"));
        assert_eq!(topic(r#"{"text": "Q"}"#), None);
        assert_eq!(topic("[]"), None);
    }
}
