//! How the tokens of a model are counted, and how sure that is.

use std::borrow::Cow;

use serde::Serialize;

use crate::tokens::Tokenizer;
use crate::tokens::estimate::Family;
use crate::tokens::exact::Encoding;
use crate::tokens::file::cached;
use crate::tokens::template::{Injection, Template, Tools};

/// When the weights and templates were measured.
const MEASURED: &str = "2026-11-21";

/// How tokens are counted.
#[derive(Debug, Serialize)]
pub(super) struct Counted {
    /// The model's own tokenizer, if it is in the local cache.
    file: Option<String>,
    /// What is counted without it.
    otherwise: Cow<'static, str>,
    /// By how much the truth may be below and above an estimate, in percent.
    bands: Vec<Band>,
    template: Option<Overhead>,
    measured: &'static str,
}

#[derive(Debug, Serialize)]
struct Band {
    texts: &'static str,
    /// Of 9 in 10 texts.
    nine_of_ten: [f64; 2],
    /// Of 98 in 100.
    ninety_eight_of_hundred: [f64; 2],
}

#[derive(Debug, Serialize)]
struct Overhead {
    name: &'static str,
    /// In tokens.
    question_and_answer: u32,
    conversation: u32,
    system_message: i32,
    last_turn: u32,
    tools: String,
    injects: Option<&'static str>,
    drops_earlier_thinking: bool,
}

impl Counted {
    /// Those of a model.
    pub(super) fn of(name: &str, tokenizer: Option<Tokenizer>) -> Option<Self> {
        let file = cached(name).map(|path| path.display().to_string());
        let Some(tokenizer) = tokenizer else {
            return file.map(|file| Self {
                file: Some(file),
                otherwise: "only what is too long for any tokenizer is told".into(),
                bands: Vec::new(),
                template: None,
                measured: MEASURED,
            });
        };
        let texts = ["English and code", "other languages"];
        let bands = texts.into_iter().zip(tokenizer.family.band()).map(|(texts, of)| {
            let percent = |share: f32| ((f64::from(share) - 1.0) * 1000.0).round() / 10.0;
            let [least, low, high, most] = of.map(percent);
            Band { texts, nine_of_ten: [low, high], ninety_eight_of_hundred: [least, most] }
        });
        Some(Self {
            file,
            otherwise: otherwise(tokenizer),
            bands: bands.collect(),
            template: tokenizer.template.map(Overhead::of),
            measured: MEASURED,
        })
    }

    /// What there is to say, each under its heading.
    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        match &self.file {
            Some(file) => {
                lines.push(("counted", format!("exactly, with {file}")));
                lines.push(("without it", self.otherwise.to_string()));
            }
            None => lines.push(("counted", self.otherwise.to_string())),
        }
        for band in &self.bands {
            let Band { texts, nine_of_ten: [low, high], ninety_eight_of_hundred: [least, most] } =
                band;
            lines.push((
                "estimate",
                format!("{texts}: {low:+} to {high:+} % in 9 of 10 texts, {least:+} to {most:+} % in 98 of 100"),
            ));
        }
        if let Some(template) = &self.template {
            lines.extend(template.lines());
        }
        lines.push(("measured", self.measured.to_owned()));
        lines
    }
}

/// What a model's tokens are counted with where there is no file.
fn otherwise(tokenizer: Tokenizer) -> Cow<'static, str> {
    match (tokenizer.encoding, tokenizer.family) {
        (Some(Encoding::Cl100k | Encoding::O200k), _) => {
            "exactly, with the vocabulary that is built in".into()
        }
        #[cfg(feature = "vocabularies")]
        (Some(Encoding::Open(open)), _) => {
            format!("exactly, with the vocabulary of {} that is built in", open.name()).into()
        }
        (None, Family::Llama3 | Family::Qwen2 | Family::Glm4 | Family::Glm5) => {
            "nearly, with cl100k, of which the vocabulary was made; beyond ASCII estimated".into()
        }
        (None, _) => "estimated, and the estimate corrected by the vocabulary o200k".into(),
    }
}

impl Overhead {
    fn of(template: &Template) -> Self {
        Self {
            name: template.name,
            question_and_answer: template.pair,
            conversation: template.conversation,
            system_message: template.system,
            last_turn: template.last_turn,
            tools: match template.tools {
                Tools::Json { factor, constant } => {
                    format!("their JSON x {factor} and {constant} tokens")
                }
                Tools::OwnSyntax => "in a syntax of its own, taken for their JSON".into(),
                Tools::Dropped => "left out by the template".into(),
                Tools::Unsupported => "unknown to the template".into(),
            },
            injects: template.injects.map(|injection| match injection {
                Injection::SystemPrompt => "a system prompt where there is none",
                Injection::Date => "a header with the date",
            }),
            drops_earlier_thinking: template.drops_earlier_thinking,
        }
    }

    fn lines(&self) -> Vec<(&'static str, String)> {
        let once = self.conversation + self.last_turn;
        let around = format!(
            "{}: {} tokens around a question and its answer, {once} around all",
            self.name, self.question_and_answer
        );
        let mut lines = vec![
            ("template", around),
            ("system", format!("{:+} tokens with a system message", self.system_message)),
        ];
        lines.push(("tools", self.tools.clone()));
        lines.extend(self.injects.map(|what| ("writes", what.to_owned())));
        if self.drops_earlier_thinking {
            lines.push(("leaves out", "the thinking of all turns but the last".to_owned()));
        }
        lines
    }
}
