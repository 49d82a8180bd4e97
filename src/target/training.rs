//! What a target trains of a record: which turns, and whose weights count.

use serde::Deserialize;

/// The turns of a conversation that are trained on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Trained {
    /// All that the assistant says.
    #[default]
    Assistant,
    /// The assistant's last message only.
    LastAssistant,
    /// Everything, what the user says too.
    All,
}

/// The messages whose `weight` decides whether they are trained on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Weighted {
    /// None: weights have no effect.
    #[default]
    None,
    /// The assistant's.
    Assistant,
    /// Any role's: a user's message with weight 1 is trained on.
    Any,
}

/// What a target trains of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct Trains {
    /// Of a conversation.
    #[serde(default)]
    pub turns: Trained,
    /// Of one with tools, if that is something else.
    pub with_tools: Option<Trained>,
    /// For a model that reasons, if that is something else.
    pub reasoning_models: Option<Trained>,
    /// The messages whose weights count.
    #[serde(default)]
    pub weights: Weighted,
}

impl Trains {
    /// What is trained of a conversation.
    pub fn of(&self, has_tools: bool, reasoning_model: bool) -> Trained {
        let with_tools = self.with_tools.filter(|_| has_tools);
        with_tools
            .or_else(|| self.reasoning_models.filter(|_| reasoning_model))
            .unwrap_or(self.turns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::builtin;

    #[test]
    fn the_model_and_the_tools_make_a_difference() {
        let trains = |name: &str| builtin(name).unwrap().trains;
        assert_eq!(trains("together").of(false, false), Trained::Assistant);
        assert_eq!(trains("together").of(true, true), Trained::LastAssistant);
        assert_eq!(trains("mistral").of(true, false), Trained::LastAssistant);
        assert_eq!(trains("mistral").of(false, true), Trained::Assistant);
        assert_eq!(trains("trl").of(false, false), Trained::All);
    }
}
