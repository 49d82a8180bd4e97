//! What tokens are counted with: what the user said, or what is found for the models.

use std::path::Path;
use std::sync::Arc;

use super::layer::Layer;
use super::mistake::ConfigError;
use crate::rules::{ChosenTokenizer, ChosenTokenizers, by_target};
use crate::tokens::Tokenizer;
use crate::tokens::file::{LazyFile, TokenizerFile, cached};

/// Settle it for the datasets with these settings.
pub(super) fn choose(layer: &Layer) -> Result<ChosenTokenizers, ConfigError> {
    let mut chosen = ChosenTokenizers::default();
    // It is read only if something has to be counted.
    let (own, all) = by_target::parts(layer.model.as_deref().unwrap_or_default());
    for model in own.into_iter().map(|(_, model)| model).chain(all) {
        if let Some(path) = cached(model) {
            chosen.found(model.to_owned(), Arc::new(LazyFile::at(path)));
        }
    }
    let said = layer.tokenizer.as_deref().unwrap_or_default();
    // A path may well have an equals sign in it, but then it is there.
    let (own, all) =
        if Path::new(said).exists() { (Vec::new(), Some(said)) } else { by_target::parts(said) };
    for (target, said) in own {
        chosen.choose_at(target.to_owned(), one(said)?);
    }
    if let Some(said) = all {
        chosen.choose(one(said)?);
    }
    Ok(chosen)
}

/// A family, a model, or the path of a file.
fn one(said: &str) -> Result<ChosenTokenizer, ConfigError> {
    let path = Path::new(said);
    let is_file = path.exists() || path.extension().is_some_and(|end| end == "json");
    let tokenizer = Tokenizer::of(said).filter(|_| !is_file);
    let file = if is_file { Some(path.to_owned()) } else { cached(said) };
    if file.is_none() && tokenizer.is_none() {
        return Err(ConfigError::UnknownTokenizer(said.to_owned()));
    }
    let file = file.map(|file| TokenizerFile::read(&file)).transpose()?;
    Ok(ChosenTokenizer::new(tokenizer, file.map(|file| Arc::new(LazyFile::of(file)))))
}
