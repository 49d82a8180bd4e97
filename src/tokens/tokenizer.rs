//! Which tokenizer and chat template a model has, told by its name.
//!
//! The names of open models say of which family they are; of a model whose name says nothing, nothing
//! is claimed.

use super::estimate::Family;
use super::template::{TEMPLATES, Template};

/// How a model turns conversations into tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tokenizer {
    /// How it counts texts.
    pub family: Family,
    /// What it adds to them; not known for every model.
    pub template: Option<&'static Template>,
}

/// A part of a model's name, in lower case and with `-` for `_`, the family and the template. The first
/// that fits counts, so particular names stand before general ones.
const KNOWN: &[(&str, Family, &str)] = &[
    ("gpt-oss", Family::O200k, "gpt-oss"),
    ("r1-distill-llama", Family::Llama3, "llama3"),
    ("r1-distill-qwen", Family::Qwen2, "qwen2.5"),
    ("deepseek-v3.1", Family::DeepSeekV3, "deepseek-v3.1"),
    ("deepseek-v4", Family::DeepSeekV3, "deepseek-v3.1"),
    ("deepseek-v3", Family::DeepSeekV3, "deepseek-v3"),
    ("deepseek-r1", Family::DeepSeekV3, "deepseek-v3"),
    ("llama-4", Family::Llama4, "llama4"),
    ("llama4", Family::Llama4, "llama4"),
    ("llama-3.2", Family::Llama3, "llama3.2"),
    ("llama3.2", Family::Llama3, "llama3.2"),
    ("llama-3", Family::Llama3, "llama3"),
    ("llama3", Family::Llama3, "llama3"),
    ("qwen3.5", Family::Qwen3_5, "qwen3.5"),
    ("qwen3.6", Family::Qwen3_5, "qwen3.5"),
    ("qwen3.8", Family::Qwen3_5, "qwen3.5"),
    ("qwen35", Family::Qwen3_5, "qwen3.5"),
    ("qwen3", Family::Qwen2, "qwen3"),
    ("qwen2", Family::Qwen2, "qwen2.5"),
    ("mixtral", Family::MistralV3, "mistral-v1"),
    ("mistral-7b-instruct-v0.3", Family::MistralV3, "mistral-v3"),
    ("mistral-7b", Family::MistralV3, "mistral-v1"),
    ("open-mistral-7b", Family::MistralV3, "mistral-v3"),
    ("codestral", Family::MistralV3, "mistral-v3"),
    ("mistral-v3", Family::MistralV3, "mistral-v3"),
    ("nemo", Family::Tekken, "mistral-v3"),
    ("ministral", Family::Tekken, "mistral-v3"),
    ("pixtral", Family::Tekken, "mistral-v3"),
    ("mistral-small", Family::Tekken, "mistral-v3"),
    ("mistral-large", Family::Tekken, "mistral-v3"),
    ("tekken", Family::Tekken, "mistral-v3"),
    ("gemma-4", Family::Gemma3, "gemma4"),
    ("gemma4", Family::Gemma3, "gemma4"),
    ("gemma-3", Family::Gemma3, "gemma3"),
    ("gemma3", Family::Gemma3, "gemma3"),
    ("glm-4.5", Family::Glm4, "glm-4.5"),
    ("glm-4.6", Family::Glm4, "glm-4.5"),
    ("glm-4.7", Family::Glm5, "glm-4.7"),
    ("glm-4", Family::Glm4, "glm-4.5"),
    ("glm-5", Family::Glm5, "glm-4.7"),
    ("glm4", Family::Glm4, "glm-4.5"),
    ("glm5", Family::Glm5, "glm-4.7"),
    ("kimi-k2", Family::KimiK2, "kimi-k2"),
    ("gpt-3.5", Family::Cl100k, "openai"),
    ("gpt-35", Family::Cl100k, "openai"),
    ("cl100k", Family::Cl100k, "openai"),
    ("gpt-4o", Family::O200k, "openai"),
    ("gpt-4.1", Family::O200k, "openai"),
    ("gpt-4", Family::Cl100k, "openai"),
    ("gpt-5", Family::O200k, "openai"),
    ("o4-mini", Family::O200k, "openai"),
    ("o200k", Family::O200k, "openai"),
];

/// Names that tell the tokenizer of each family, and each template.
pub fn family_names() -> impl Iterator<Item = &'static str> {
    let templates = TEMPLATES.iter().map(|template| template.name);
    templates.chain(["cl100k", "o200k"]).filter(|name| Tokenizer::of(name).is_some())
}

impl Tokenizer {
    /// That of a model, or of a family by its name.
    pub fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase().replace('_', "-");
        // NVIDIA's models have Meta's or Mistral's names in theirs, and not their tokenizers.
        if name.contains("nemotron") {
            return None;
        }
        let known = KNOWN.iter().find(|(part, ..)| name.contains(part));
        known.map(|(_, family, template)| Self {
            family: *family,
            template: Template::named(template),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::{builtin, names};

    #[test]
    fn names_tell_the_tokenizer() {
        for (name, family, template) in [
            ("Qwen/Qwen3.5-9B", Family::Qwen3_5, "qwen3.5"),
            ("Qwen/Qwen3-8B", Family::Qwen2, "qwen3"),
            ("meta-llama/Meta-Llama-3.1-8B-Instruct-Reference", Family::Llama3, "llama3"),
            ("meta-llama/Llama-3.2-1B-Instruct", Family::Llama3, "llama3.2"),
            ("gpt-4o-mini-2024-07-18", Family::O200k, "openai"),
            ("openai/gpt-oss-20b", Family::O200k, "gpt-oss"),
            ("deepseek-ai/DeepSeek-R1-Distill-Llama-70B", Family::Llama3, "llama3"),
            ("mistral_v3", Family::MistralV3, "mistral-v3"),
        ] {
            let tokenizer = Tokenizer::of(name).unwrap();
            assert_eq!(tokenizer.family, family, "{name}");
            assert_eq!(tokenizer.template.unwrap().name, template, "{name}");
        }
        for name in ["my-model", "", "nvidia/NVIDIA-Nemotron-Nano-9B-v2"] {
            assert_eq!(Tokenizer::of(name), None, "{name}");
        }
    }

    #[test]
    fn what_targets_say_of_their_models_agrees() {
        for target in names().map(|name| builtin(name).unwrap()) {
            for model in &target.models {
                let said = model.family.as_deref().and_then(Tokenizer::of);
                let told = Tokenizer::of(&model.id);
                if let (Some(said), Some(told)) = (said, told) {
                    assert_eq!(said.family, told.family, "{}", model.id);
                }
                assert_eq!(model.family.is_some(), said.is_some(), "{}", model.id);
            }
        }
        for (_, _, template) in KNOWN {
            assert!(Template::named(template).is_some(), "{template}");
        }
    }
}
