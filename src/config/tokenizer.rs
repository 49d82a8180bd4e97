//! What tokens are counted with: what the user said, or what is found for the model.

use std::path::Path;
use std::sync::Arc;

use super::layer::Layer;
use super::mistake::ConfigError;
use crate::rules::PlanOptions;
use crate::tokens::Tokenizer;
use crate::tokens::file::{LazyFile, TokenizerFile, cached};

/// Settle it for the datasets with these settings.
pub(super) fn choose(layer: &Layer, options: &mut PlanOptions) -> Result<(), ConfigError> {
    let Some(said) = &layer.tokenizer else {
        // It is read only if something has to be counted.
        let found = layer.model.as_deref().and_then(cached);
        options.tokenizer_file = found.map(|path| Arc::new(LazyFile::at(path)));
        return Ok(());
    };
    let path = Path::new(said);
    let is_file = path.exists() || path.extension().is_some_and(|end| end == "json");
    options.tokenizer = Tokenizer::of(said).filter(|_| !is_file);
    let file = if is_file { Some(path.to_owned()) } else { cached(said) };
    if let Some(file) = file {
        options.tokenizer_file = Some(Arc::new(LazyFile::of(TokenizerFile::read(&file)?)));
    } else if options.tokenizer.is_none() {
        return Err(ConfigError::UnknownTokenizer(said.clone()));
    }
    Ok(())
}
