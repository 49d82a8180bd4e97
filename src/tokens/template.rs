//! What a chat template adds to the texts of a conversation, and what it does with them.
//!
//! The numbers were found by rendering conversations with the models' own templates and counting
//! with their own tokenizers, on 2026-11-21; those of OpenAI are from its cookbook, "How to count
//! tokens with tiktoken", as the service tells no more.

/// How a family of models writes conversations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Template {
    /// Its name, such as `qwen2.5`.
    pub name: &'static str,
    /// What a user message and an assistant's add together, in tokens.
    pub pair: u32,
    /// What a conversation adds once.
    pub conversation: u32,
    /// What an own system message adds besides its text; less than nothing if it stands in place
    /// of one that the template would write.
    pub system: i32,
    /// What the last turn adds.
    pub last_turn: u32,
    /// What becomes of the tools.
    pub tools: Tools,
    /// What the template writes that is not in the data.
    pub injects: Option<Injection>,
    /// Whether the thinking of all turns but the last is left out.
    pub drops_earlier_thinking: bool,
}

/// What a template does with the definitions of tools.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tools {
    /// It writes them as JSON: their own tokens a little more or less, and the words around.
    Json {
        /// Tokens as written for each token of their JSON in the data.
        factor: f64,
        /// What stands around them.
        constant: u32,
    },
    /// It writes them, but in a way whose cost was not measured.
    OwnSyntax,
    /// It leaves them out and says nothing.
    Dropped,
    /// It knows of none.
    Unsupported,
}

/// What a template writes of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Injection {
    /// A system prompt, if there is none.
    SystemPrompt,
    /// A header with the date, always.
    Date,
}

/// What is in a conversation, as far as its overhead depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shape {
    /// Messages but for the system message.
    pub messages: u32,
    /// Whether there is a system message.
    pub has_system: bool,
    /// The tokens of the tools' JSON, if there are tools.
    pub tools: Option<u64>,
}

const PLAIN: Template = Template {
    name: "",
    pair: 0,
    conversation: 0,
    system: 0,
    last_turn: 0,
    tools: Tools::OwnSyntax,
    injects: None,
    drops_earlier_thinking: false,
};

/// All that were measured.
pub static TEMPLATES: &[Template] = &[
    // Llama 3, 3.1 and 3.3.
    Template { name: "llama3", pair: 10, conversation: 1, system: 5, ..PLAIN },
    Template {
        name: "llama3.2",
        pair: 10,
        conversation: 26,
        tools: Tools::Json { factor: 1.36, constant: 94 },
        injects: Some(Injection::Date),
        ..PLAIN
    },
    Template { name: "llama4", pair: 10, conversation: 1, system: 5, ..PLAIN },
    Template {
        name: "qwen2.5",
        pair: 10,
        conversation: 21,
        system: -16,
        tools: Tools::Json { factor: 1.01, constant: 78 },
        injects: Some(Injection::SystemPrompt),
        ..PLAIN
    },
    // The last turn has an empty thought.
    Template {
        name: "qwen3",
        pair: 10,
        system: 5,
        last_turn: 4,
        tools: Tools::Json { factor: 1.01, constant: 83 },
        drops_earlier_thinking: true,
        ..PLAIN
    },
    // Qwen 3.5 and 3.6.
    Template {
        name: "qwen3.5",
        pair: 10,
        system: 5,
        last_turn: 4,
        tools: Tools::Json { factor: 1.01, constant: 202 },
        drops_earlier_thinking: true,
        ..PLAIN
    },
    // Mistral 7B v0.1 and v0.2, Mixtral.
    Template {
        name: "mistral-v1",
        pair: 8,
        conversation: 1,
        system: 2,
        tools: Tools::Unsupported,
        ..PLAIN
    },
    // v3, v7 and tekken.
    Template {
        name: "mistral-v3",
        pair: 3,
        system: 2,
        tools: Tools::Json { factor: 1.0, constant: 5 },
        ..PLAIN
    },
    Template {
        name: "gemma3",
        pair: 10,
        conversation: 1,
        system: 1,
        tools: Tools::Dropped,
        ..PLAIN
    },
    Template { name: "gemma4", pair: 10, conversation: 1, system: 5, ..PLAIN },
    // V3 and R1.
    Template {
        name: "deepseek-v3",
        pair: 3,
        conversation: 1,
        tools: Tools::Dropped,
        drops_earlier_thinking: true,
        ..PLAIN
    },
    Template {
        name: "deepseek-v3.1",
        pair: 4,
        conversation: 1,
        tools: Tools::Dropped,
        drops_earlier_thinking: true,
        ..PLAIN
    },
    // GLM-4.5 and 4.6.
    Template {
        name: "glm-4.5",
        pair: 7,
        conversation: 2,
        system: 2,
        tools: Tools::Json { factor: 1.01, constant: 97 },
        drops_earlier_thinking: true,
        ..PLAIN
    },
    // GLM-4.7 and 5.
    Template {
        name: "glm-4.7",
        pair: 3,
        conversation: 2,
        system: 1,
        tools: Tools::Json { factor: 1.01, constant: 101 },
        drops_earlier_thinking: true,
        ..PLAIN
    },
    Template {
        name: "kimi-k2",
        pair: 8,
        conversation: 9,
        system: 4,
        tools: Tools::Json { factor: 1.0, constant: 8 },
        injects: Some(Injection::SystemPrompt),
        ..PLAIN
    },
    // Harmony, which writes tools as TypeScript does.
    Template {
        name: "gpt-oss",
        pair: 10,
        conversation: 61,
        system: 7,
        injects: Some(Injection::SystemPrompt),
        ..PLAIN
    },
    // A name costs a token more.
    Template { name: "openai", pair: 8, conversation: 3, system: 4, ..PLAIN },
];

impl Template {
    /// The template of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TEMPLATES.iter().find(|template| template.name == name)
    }

    /// The tokens that a conversation has beyond those of its texts; tools whose cost is not known
    /// are taken for their JSON.
    pub fn overhead(&self, shape: Shape) -> u64 {
        let messages = (u64::from(shape.messages) * u64::from(self.pair)).div_ceil(2);
        let system = if shape.has_system { self.system } else { 0 };
        let tools = shape.tools.map_or(0, |tokens| self.tools.tokens(tokens));
        let once = u64::from(self.conversation) + u64::from(self.last_turn);
        (messages + once).saturating_add_signed(i64::from(system)).saturating_add(tools)
    }
}

impl Tools {
    /// Whether they are in what the model reads.
    pub(crate) fn are_written(self) -> bool {
        matches!(self, Self::Json { .. } | Self::OwnSyntax)
    }

    /// The tokens that tools become whose JSON has so many.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // Measured to a percent.
    #[allow(clippy::cast_sign_loss)]
    fn tokens(self, json: u64) -> u64 {
        match self {
            Self::Json { factor, constant } => {
                ((json as f64 * factor).round() as u64).saturating_add(u64::from(constant))
            }
            Self::OwnSyntax => json,
            Self::Dropped | Self::Unsupported => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overhead(name: &str, messages: u32, has_system: bool, tools: Option<u64>) -> u64 {
        let shape = Shape { messages, has_system, tools };
        Template::named(name).map_or(0, |template| template.overhead(shape))
    }

    #[test]
    fn names_are_unique_and_found() {
        for template in TEMPLATES {
            assert_eq!(Template::named(template.name), Some(template));
        }
        assert_eq!(Template::named("nobody"), None);
    }

    #[test]
    fn a_conversation_costs_what_was_measured() {
        assert_eq!(overhead("llama3", 2, false, None), 11);
        assert_eq!(overhead("llama3", 4, true, None), 26);
        assert_eq!(overhead("qwen2.5", 2, false, None), 31);
        assert_eq!(overhead("qwen2.5", 2, true, None), 15);
        assert_eq!(overhead("qwen3", 4, false, None), 24);
        assert_eq!(overhead("mistral-v3", 3, false, None), 5);
        assert_eq!(overhead("qwen2.5", 2, true, Some(1_000)), 15 + 1_010 + 78);
        assert_eq!(overhead("gemma3", 2, false, Some(1_000)), 11);
        assert_eq!(overhead("openai", 0, false, None), 3);
    }
}
