//! Texts with their counts by the real tokenizers, as `tests/differential/token_references.py` writes them.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader};

use serde_json::Value;
use tunelint::tokens::estimate::Family;

/// The kinds of text that are English, code and data.
const CORE: [&str; 6] = ["docs", "chat", "python", "rust", "javascript", "json"];

/// What the families are called there.
pub const FAMILIES: [(&str, Family); 11] = [
    ("cl100k", Family::Cl100k),
    ("o200k", Family::O200k),
    ("llama3", Family::Llama3),
    ("qwen2", Family::Qwen2),
    ("qwen3_5", Family::Qwen3_5),
    ("mistral_v3", Family::MistralV3),
    ("tekken", Family::Tekken),
    ("gemma3", Family::Gemma3),
    ("deepseek_v3", Family::DeepSeekV3),
    ("glm4", Family::Glm4),
    ("glm5", Family::Glm5),
];

/// A text, and how many tokens it is to each family.
pub struct Text {
    pub kind: String,
    /// Whether it is in the second half of its kind, on which nothing was fitted.
    pub is_held_out: bool,
    pub text: String,
    pub tokens: BTreeMap<String, u64>,
}

impl Text {
    pub fn is_core(&self) -> bool {
        CORE.contains(&self.kind.as_str())
    }

    pub fn is_manual(&self) -> bool {
        self.kind.starts_with("man ")
    }

    /// Whether it is what programs say in another language.
    pub fn is_message(&self) -> bool {
        !self.is_core() && !self.is_manual()
    }

    /// How many tokens it is to a family, if they are enough to ask how far off a count is.
    pub fn long_enough(&self, family: &str) -> Option<u64> {
        self.tokens.get(family).copied().filter(|tokens| *tokens >= 200)
    }
}

/// The texts in a file.
pub fn read(path: &str) -> Result<Vec<Text>, Box<dyn Error>> {
    let mut texts = Vec::new();
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        texts.push(text(&serde_json::from_str(&line?)?).ok_or("not a text with its tokens")?);
    }
    let mut of_kind: BTreeMap<String, usize> = BTreeMap::new();
    texts.iter().for_each(|text| *of_kind.entry(text.kind.clone()).or_default() += 1);
    let mut before: BTreeMap<String, usize> = BTreeMap::new();
    for text in &mut texts {
        let before = before.entry(text.kind.clone()).or_default();
        text.is_held_out = *before >= of_kind[&text.kind] / 2;
        *before += 1;
    }
    Ok(texts)
}

fn text(value: &Value) -> Option<Text> {
    let tokens = value["tokens"].as_object()?;
    Some(Text {
        kind: value["kind"].as_str()?.to_owned(),
        is_held_out: false,
        text: value["text"].as_str()?.to_owned(),
        tokens: tokens
            .iter()
            .map(|(k, v)| Some((k.clone(), v.as_u64()?)))
            .collect::<Option<_>>()?,
    })
}
