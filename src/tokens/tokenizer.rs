//! Which tokenizer and chat template a model has, told by its name.
//!
//! The names of open models say of which family they are; of a model whose name says nothing, nothing
//! is claimed.

use super::estimate::Family;
use super::exact::Encoding;
use super::template::{TEMPLATES, Template};

/// How a model turns conversations into tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tokenizer {
    /// How it counts texts.
    pub family: Family,
    /// What it adds to them; not known for every model.
    pub template: Option<&'static Template>,
    /// What counts exactly as it does, if that is built in.
    pub encoding: Option<Encoding>,
}

/// Of a family it is not known which of its models is meant, and which template that has.
impl From<Family> for Tokenizer {
    fn from(family: Family) -> Self {
        let encoding = match family {
            Family::Cl100k => Some(Encoding::Cl100k),
            Family::O200k => Some(Encoding::O200k),
            _ => None,
        };
        Self { family, template: None, encoding }
    }
}

/// A part of a model's name, in lower case and with `-` for `_`, the family and the template; and what counts
/// exactly, if it is known and may be built in. The first that fits counts, so particular names stand before
/// general ones.
const KNOWN: &[(&str, Family, &str, &str)] = &[
    ("gpt-oss", Family::O200k, "gpt-oss", "o200k"),
    ("r1-distill-llama", Family::Llama3, "llama3", ""),
    ("r1-distill-qwen", Family::Qwen2, "qwen2.5", "DeepSeek R1 on Qwen 2.5"),
    ("r1-0528-qwen3", Family::Qwen2, "deepseek-v3", "DeepSeek R1 on Qwen 3"),
    ("deepseek-v3.1", Family::DeepSeekV3, "deepseek-v3.1", "DeepSeek V3.1"),
    ("deepseek-v4", Family::DeepSeekV3, "deepseek-v3.1", "DeepSeek V4"),
    ("deepseek-v3.2-exp", Family::DeepSeekV3, "deepseek-v3", ""),
    ("deepseek-v3.2", Family::DeepSeekV3, "deepseek-v3", "DeepSeek V3.2"),
    ("deepseek-v3", Family::DeepSeekV3, "deepseek-v3", "DeepSeek V3"),
    ("deepseek-r1", Family::DeepSeekV3, "deepseek-v3", "DeepSeek R1"),
    ("llama-4", Family::Llama4, "llama4", ""),
    ("llama4", Family::Llama4, "llama4", ""),
    ("llama-3.2", Family::Llama3, "llama3.2", ""),
    ("llama-v3.2", Family::Llama3, "llama3.2", ""),
    ("llama-v3", Family::Llama3, "llama3", ""),
    ("llama3.2", Family::Llama3, "llama3.2", ""),
    ("llama-3", Family::Llama3, "llama3", ""),
    ("llama3", Family::Llama3, "llama3", ""),
    ("qwen3.5", Family::Qwen3_5, "qwen3.5", "Qwen 3.5"),
    ("qwen3.6", Family::Qwen3_5, "qwen3.5", "Qwen 3.5"),
    ("qwen3.8", Family::Qwen3_5, "qwen3.5", ""),
    ("qwen35", Family::Qwen3_5, "qwen3.5", "Qwen 3.5"),
    ("qwen3-omni", Family::Qwen2, "qwen3", ""),
    ("qwen3-vl", Family::Qwen2, "qwen3", ""),
    ("qwen3", Family::Qwen2, "qwen3", "Qwen 3"),
    ("qwen2.5-omni", Family::Qwen2, "qwen2.5", ""),
    ("qwen2.5-math-prm", Family::Qwen2, "qwen2.5", ""),
    ("qwen2.5", Family::Qwen2, "qwen2.5", "Qwen 2.5"),
    ("qwen2-vl", Family::Qwen2, "qwen2.5", ""),
    ("qwen2-audio", Family::Qwen2, "qwen2.5", ""),
    ("qwen2", Family::Qwen2, "qwen2.5", "Qwen 2"),
    ("mixtral-8x22b", Family::MistralV3, "mistral-v1", "Mistral v3"),
    ("mixtral", Family::MistralV3, "mistral-v1", "Mistral v1"),
    ("mistral-7b-instruct-v0.3", Family::MistralV3, "mistral-v3", "Mistral v3"),
    ("mistral-7b-v0.3", Family::MistralV3, "mistral-v1", "Mistral v3"),
    ("mistral-7b", Family::MistralV3, "mistral-v1", "Mistral v1"),
    ("open-mistral-7b", Family::MistralV3, "mistral-v3", "Mistral v3"),
    ("codestral-22b", Family::MistralV3, "mistral-v3", "Mistral v3"),
    ("codestral-2405", Family::MistralV3, "mistral-v3", "Mistral v3"),
    ("codestral", Family::MistralV3, "mistral-v3", ""),
    ("mistral-v3", Family::MistralV3, "mistral-v3", "Mistral v3"),
    ("nemo", Family::Tekken, "mistral-v3", "Mistral tekken"),
    ("ministral", Family::Tekken, "mistral-v3", "Mistral tekken"),
    ("pixtral-large", Family::MistralV3, "mistral-v3", "Mistral v7"),
    ("pixtral", Family::Tekken, "mistral-v3", "Mistral tekken"),
    ("mistral-small-latest", Family::Tekken, "mistral-v3", "Mistral tekken"),
    ("mistral-small-3", Family::Tekken, "mistral-v3", "Mistral tekken"),
    ("mistral-small-24b", Family::Tekken, "mistral-v3", "Mistral tekken"),
    ("mistral-small", Family::Tekken, "mistral-v3", ""),
    ("mistral-large-2407", Family::MistralV3, "mistral-v3", "Mistral v3"),
    ("mistral-large-instruct-2407", Family::MistralV3, "mistral-v3", "Mistral v3"),
    ("mistral-large-2411", Family::MistralV3, "mistral-v3", "Mistral v7"),
    ("mistral-large-instruct-2411", Family::MistralV3, "mistral-v3", "Mistral v7"),
    ("mistral-large-latest", Family::Tekken, "mistral-v3", "Mistral tekken"),
    ("mistral-large", Family::Tekken, "mistral-v3", ""),
    ("tekken", Family::Tekken, "mistral-v3", "Mistral tekken"),
    ("gemma-4", Family::Gemma3, "gemma4", ""),
    ("gemma4", Family::Gemma3, "gemma4", ""),
    ("gemma-3", Family::Gemma3, "gemma3", ""),
    ("gemma3", Family::Gemma3, "gemma3", ""),
    ("glm-4.5", Family::Glm4, "glm-4.5", "GLM-4.5"),
    ("glm-4.6", Family::Glm4, "glm-4.5", "GLM-4.5"),
    ("glm-4.7", Family::Glm5, "glm-4.7", "GLM-4.7"),
    ("glm-4", Family::Glm4, "glm-4.5", "GLM-4"),
    ("glm-5.3", Family::Glm5, "glm-4.7", ""),
    ("glm-5", Family::Glm5, "glm-4.7", "GLM-4.7"),
    ("glm4", Family::Glm4, "glm-4.5", ""),
    ("glm5", Family::Glm5, "glm-4.7", "GLM-4.7"),
    ("kimi-k2", Family::KimiK2, "kimi-k2", ""),
    ("gpt-3.5", Family::Cl100k, "openai", "cl100k"),
    ("gpt-35", Family::Cl100k, "openai", "cl100k"),
    ("cl100k", Family::Cl100k, "openai", "cl100k"),
    ("gpt-4o", Family::O200k, "openai", "o200k"),
    ("gpt-4.1", Family::O200k, "openai", "o200k"),
    ("gpt-4", Family::Cl100k, "openai", "cl100k"),
    ("gpt-5", Family::O200k, "openai", "o200k"),
    ("o4-mini", Family::O200k, "openai", "o200k"),
    ("o200k", Family::O200k, "openai", "o200k"),
];

/// Names that tell the tokenizer of each family, and each template.
pub fn family_names() -> impl Iterator<Item = &'static str> {
    let templates = TEMPLATES.iter().map(|template| template.name);
    templates.chain(["cl100k", "o200k"]).filter(|name| Tokenizer::of(name).is_some())
}

impl Tokenizer {
    /// What it is called: by what counts exactly, or by its family.
    pub fn name(self) -> &'static str {
        self.encoding.map_or(self.family.name(), Encoding::name)
    }

    /// That of a model, or of a family by its name.
    pub fn of(name: &str) -> Option<Self> {
        let name = with_points(&name.to_ascii_lowercase().replace('_', "-"));
        // NVIDIA's models have Meta's or Mistral's names in theirs, and not their tokenizers.
        if name.contains("nemotron") {
            return None;
        }
        let known = KNOWN.iter().find(|(part, ..)| name.contains(part));
        known.map(|(_, family, template, encoding)| Self {
            family: *family,
            template: Template::named(template),
            encoding: Encoding::named(encoding),
        })
    }
}

/// A name with points between the numbers of a version, where Fireworks has a letter: `qwen3p5`.
fn with_points(name: &str) -> String {
    let mut bytes = name.as_bytes().to_vec();
    for at in 1..bytes.len().saturating_sub(1) {
        if bytes[at] == b'p' && bytes[at - 1].is_ascii_digit() && bytes[at + 1].is_ascii_digit() {
            bytes[at] = b'.';
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
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
            ("accounts/fireworks/models/qwen3p5-9b", Family::Qwen3_5, "qwen3.5"),
            ("accounts/fireworks/models/llama-v3p1-8b-instruct", Family::Llama3, "llama3"),
            ("accounts/fireworks/models/deepseek-v3p1", Family::DeepSeekV3, "deepseek-v3.1"),
            ("accounts/fireworks/models/glm-4p5-air", Family::Glm4, "glm-4.5"),
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
        for (_, family, template, encoding) in KNOWN {
            assert!(Template::named(template).is_some(), "{template}");
            let is_built_in =
                cfg!(feature = "vocabularies") || matches!(family, Family::Cl100k | Family::O200k);
            let named = Encoding::named(encoding).map(Encoding::name);
            assert_eq!(named, (is_built_in && !encoding.is_empty()).then_some(*encoding));
        }
    }
}
