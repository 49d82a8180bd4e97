//! What tokens are counted with: at all targets alike, or at each with its own.

use std::sync::Arc;

use crate::tokens::Tokenizer;
use crate::tokens::file::LazyFile;

/// What the tokens at a target are counted with.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ChosenTokenizer {
    /// The family and its template, whatever the name of the model says.
    pub tokenizer: Option<Tokenizer>,
    /// The file with the model's own tokenizer.
    pub file: Option<Arc<LazyFile>>,
}

impl ChosenTokenizer {
    /// A family, a file, or both: then the file counts, and the family says which template there is.
    pub fn new(tokenizer: Option<Tokenizer>, file: Option<Arc<LazyFile>>) -> Self {
        Self { tokenizer, file }
    }
}

/// What was chosen, and the files that were found without being asked for.
#[derive(Debug, Clone, Default)]
pub struct ChosenTokenizers {
    all: Option<ChosenTokenizer>,
    by_target: Vec<(String, ChosenTokenizer)>,
    by_model: Vec<(String, Arc<LazyFile>)>,
}

impl ChosenTokenizers {
    /// Choose one for every target that has none of its own.
    pub fn choose(&mut self, chosen: ChosenTokenizer) {
        self.all = Some(chosen);
    }

    /// Choose one for a target.
    pub fn choose_at(&mut self, target: String, chosen: ChosenTokenizer) {
        self.by_target.push((target, chosen));
    }

    /// Take note of a model's own file. It counts at targets for which nothing was chosen.
    pub fn found(&mut self, model: String, file: Arc<LazyFile>) {
        self.by_model.push((model, file));
    }

    /// What counts at a target at which a model is tuned.
    pub(crate) fn at(&self, target: &str, model: Option<&str>) -> ChosenTokenizer {
        let own = self.by_target.iter().find(|(name, _)| name == target).map(|(_, own)| own);
        own.or(self.all.as_ref()).cloned().unwrap_or_else(|| {
            let found = self.by_model.iter().find(|(name, _)| Some(name.as_str()) == model);
            ChosenTokenizer::new(None, found.map(|(_, file)| Arc::clone(file)))
        })
    }

    /// The targets that have one of their own.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &str> {
        self.by_target.iter().map(|(target, _)| target.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_particular_choice_counts() {
        let mut chosen = ChosenTokenizers::default();
        let family = |name| ChosenTokenizer::new(Tokenizer::of(name), None);
        let path = |chosen: &ChosenTokenizers, target, model| {
            let file = chosen.at(target, model).file;
            file.map(|file| file.path().display().to_string())
        };
        chosen.found("org/model".into(), Arc::new(LazyFile::at("found.json".into())));
        assert_eq!(path(&chosen, "trl", Some("org/model")).as_deref(), Some("found.json"));
        assert_eq!(path(&chosen, "trl", Some("org/other")), None);
        chosen.choose_at("openai".into(), family("o200k"));
        assert_eq!(chosen.at("openai", Some("org/model")).tokenizer, Tokenizer::of("o200k"));
        assert_eq!(path(&chosen, "openai", Some("org/model")), None);
        chosen.choose(family("llama3"));
        assert_eq!(chosen.at("trl", Some("org/model")).tokenizer, Tokenizer::of("llama3"));
        assert_eq!(chosen.at("openai", None).tokenizer, Tokenizer::of("o200k"));
        assert_eq!(chosen.targets().collect::<Vec<_>>(), ["openai"]);
    }
}
