//! What is done with a text before it is split.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use super::format;
use super::split::Pattern;

/// The steps, in their order.
#[derive(Debug, Default)]
pub(in crate::tokens) struct Normalizer {
    steps: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Nfc,
    Nfd,
    Nfkc,
    Nfkd,
    Replace(Pattern, String),
    Prepend(String),
}

impl Normalizer {
    /// The one that joins letters and accents where it can.
    #[cfg(feature = "vocabularies")]
    pub(in crate::tokens) fn nfc() -> Self {
        Self { steps: vec![Step::Nfc] }
    }

    /// That of a file; what it cannot do otherwise.
    pub(super) fn new(file: Option<&format::Normalizer>) -> Result<Self, String> {
        let mut normalizer = Self::default();
        if let Some(file) = file {
            normalizer.add(file)?;
        }
        Ok(normalizer)
    }

    fn add(&mut self, step: &format::Normalizer) -> Result<(), String> {
        self.steps.push(match step {
            format::Normalizer::Sequence { normalizers } => {
                return normalizers.iter().try_for_each(|step| self.add(step));
            }
            format::Normalizer::Nfc => Step::Nfc,
            format::Normalizer::Nfd => Step::Nfd,
            format::Normalizer::Nfkc => Step::Nfkc,
            format::Normalizer::Nfkd => Step::Nfkd,
            format::Normalizer::Replace { pattern, content } => {
                Step::Replace(Pattern::new(pattern)?, content.clone())
            }
            format::Normalizer::Prepend { prepend } => Step::Prepend(prepend.clone()),
        });
        Ok(())
    }

    /// A text as it is split.
    pub(in crate::tokens) fn apply<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        for step in &self.steps {
            if let Some(changed) = step.apply(&text, true) {
                text = Cow::Owned(changed);
            }
        }
        text
    }

    /// How many bytes of a text become so many when it is normalized, nearly: characters that are joined
    /// are taken one by one.
    pub(in crate::tokens) fn before(&self, text: &str, bytes: usize) -> usize {
        let prefix: usize = self.steps.iter().map(Step::prefix).sum();
        let mut left = bytes.saturating_sub(prefix);
        for (start, letter) in text.char_indices() {
            let mut one = letter.to_string();
            for step in &self.steps {
                if let Some(changed) = step.apply(&one, false) {
                    one = changed;
                }
            }
            if one.len() > left {
                return start;
            }
            left -= one.len();
        }
        text.len()
    }
}

impl Step {
    /// What becomes of a text, if anything; `begins` is whether it is the beginning of one.
    fn apply(&self, text: &str, begins: bool) -> Option<String> {
        match self {
            Self::Nfc if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes => None,
            Self::Nfc => Some(text.nfc().collect()),
            Self::Nfd | Self::Nfkc | Self::Nfkd if text.is_ascii() => None,
            Self::Nfd => Some(text.nfd().collect()),
            Self::Nfkc => Some(text.nfkc().collect()),
            Self::Nfkd => Some(text.nfkd().collect()),
            Self::Replace(pattern, content) => {
                let mut found = pattern.find(text, 0)?;
                let mut changed = String::with_capacity(text.len() + text.len() / 4);
                let mut at = 0;
                loop {
                    changed.push_str(text.get(at..found.start).unwrap_or_default());
                    changed.push_str(content);
                    at = found.end;
                    let Some(next) = pattern.find(text, at) else { break };
                    found = next;
                }
                changed.push_str(text.get(at..).unwrap_or_default());
                Some(changed)
            }
            Self::Prepend(prefix) => {
                (begins && !text.is_empty()).then(|| [prefix.as_str(), text].concat())
            }
        }
    }

    fn prefix(&self) -> usize {
        match self {
            Self::Prepend(prefix) => prefix.len(),
            _ => 0,
        }
    }
}
