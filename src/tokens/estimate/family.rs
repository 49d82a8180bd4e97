//! The families of tokenizers that are told apart.

use super::weights::{self, Weights};

/// A tokenizer, and all models that use it or one that counts nearly the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Family {
    /// GPT-4 and GPT-3.5 Turbo.
    Cl100k,
    /// GPT-4o and later models of OpenAI, and gpt-oss.
    O200k,
    /// Llama 3, 3.1, 3.2 and 3.3.
    Llama3,
    /// Llama 4.
    Llama4,
    /// Qwen 2, 2.5 and 3.
    Qwen2,
    /// Qwen 3.5 and 3.6.
    Qwen3_5,
    /// Mistral with `SentencePiece`: 7B v0.3, Mixtral, Codestral.
    MistralV3,
    /// Mistral with tekken: `NeMo` and most since.
    Tekken,
    /// Gemma 3.
    Gemma3,
    /// `DeepSeek` V3, R1 and V4.
    DeepSeekV3,
    /// GLM-4, 4.5 and 4.6.
    Glm4,
    /// GLM-4.7 and 5.
    Glm5,
    /// Kimi K2.
    KimiK2,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 13] = [
        Self::Cl100k,
        Self::O200k,
        Self::Llama3,
        Self::Llama4,
        Self::Qwen2,
        Self::Qwen3_5,
        Self::MistralV3,
        Self::Tekken,
        Self::Gemma3,
        Self::DeepSeekV3,
        Self::Glm4,
        Self::Glm5,
        Self::KimiK2,
    ];

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cl100k => "cl100k",
            Self::O200k => "o200k",
            Self::Llama3 => "Llama 3",
            Self::Llama4 => "Llama 4",
            Self::Qwen2 => "Qwen 2 to 3",
            Self::Qwen3_5 => "Qwen 3.5",
            Self::MistralV3 => "Mistral v3",
            Self::Tekken => "Mistral tekken",
            Self::Gemma3 => "Gemma 3",
            Self::DeepSeekV3 => "DeepSeek V3",
            Self::Glm4 => "GLM-4",
            Self::Glm5 => "GLM-5",
            Self::KimiK2 => "Kimi K2",
        }
    }

    /// Which share of its estimate the truth is: the quantiles 1, 5, 95 and 99 % of texts in English,
    /// code and data, and of those in other languages.
    pub const fn band(self) -> [[f32; 4]; 2] {
        const fn outer(of: &[f32; 7]) -> [f32; 4] {
            [of[1], of[2], of[4], of[5]]
        }
        let weights = self.weights();
        let [least, most] = weights.stretch();
        let [a, b, c, d] = outer(&weights.other);
        [outer(&weights.english), [a * least, b * least, c * most, d * most]]
    }

    pub(super) const fn weights(self) -> &'static Weights {
        match self {
            Self::Cl100k => &weights::CL100K,
            Self::O200k => &weights::O200K,
            Self::Llama3 => &weights::LLAMA3,
            Self::Llama4 => &weights::LLAMA4,
            Self::Qwen2 => &weights::QWEN2,
            Self::Qwen3_5 => &weights::QWEN3_5,
            Self::MistralV3 => &weights::MISTRALV3,
            Self::Tekken => &weights::TEKKEN,
            Self::Gemma3 => &weights::GEMMA3,
            Self::DeepSeekV3 => &weights::DEEPSEEKV3,
            Self::Glm4 => &weights::GLM4,
            Self::Glm5 => &weights::GLM5,
            Self::KimiK2 => &weights::KIMIK2,
        }
    }
}
