//! A model's own tokenizer, read from its `tokenizer.json`: counts as Hugging Face's would be.
//!
//! In goes the path of a file; out comes what counts with it. All that merges pairs of tokens is read,
//! be its symbols bytes (as with Llama 3, Qwen, `DeepSeek`, GLM and Mistral's tekken) or characters (as
//! with Gemma and older models of Mistral). What is not understood is an error, never a guess: models
//! of another kind, and steps that no chat model takes. It is an own reader on the merging of
//! [`exact`](super::exact), and not the crate `tokenizers`, which would make the program a third larger
//! and counts at a fraction of the speed; `tools/tokens` compares the counts of both.

pub(super) mod added;
mod cache;
mod format;
mod lazy;
pub(super) mod normalize;
mod split;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::borrow::Cow;
use std::io;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use super::exact::merge::Merger;
use super::exact::seen::{self, Seen};
use crate::input::read_whole;
use added::Added;
use normalize::Normalizer;
use split::Splitter;
use vocabulary::Vocabulary;

pub use cache::cached;
pub use lazy::LazyFile;

/// Why a file is of no use.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TokenizerFileError {
    /// It cannot be read.
    #[error("{}: the tokenizer cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is something else.
    #[error("{}: this is no tokenizer.json that tunelint understands", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        source: serde_json::Error,
    },
    /// It describes a tokenizer that is not read.
    #[error("{}: tunelint cannot count with this tokenizer: {what}", path.display())]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// What of it.
        what: String,
    },
}

/// What a `tokenizer.json` says.
#[derive(Debug)]
pub struct TokenizerFile {
    path: PathBuf,
    /// What is one token in a text as it is written, and in a text as it is normalized.
    raw: Added,
    normalized: Added,
    normalizer: Normalizer,
    splitter: Splitter,
    vocabulary: Vocabulary,
    specials: Vec<String>,
}

impl TokenizerFile {
    /// Read a file, or the `tokenizer.json` in a directory.
    pub fn read(path: &Path) -> Result<Self, TokenizerFileError> {
        let path = if path.is_dir() { path.join("tokenizer.json") } else { path.to_owned() };
        let bytes = match read_whole(&path) {
            Ok(bytes) => bytes,
            Err(source) => return Err(TokenizerFileError::Unreadable { path, source }),
        };
        match serde_json::from_slice(&bytes) {
            Ok(file) => Self::new(path.clone(), &file)
                .map_err(|what| TokenizerFileError::Unsupported { path, what }),
            Err(source) => Err(TokenizerFileError::Invalid { path, source }),
        }
    }

    fn new(path: PathBuf, file: &format::File) -> Result<Self, String> {
        let model = &file.model;
        match model.r#type.as_deref() {
            Some("BPE") => {}
            None if !model.merges.is_empty() => {}
            Some(other) => return Err(format!("its model is {other}, and only BPE is read")),
            None => return Err("it does not say which model it is".into()),
        }
        for (name, affix) in [
            ("continuing_subword_prefix", &model.continuing_subword_prefix),
            ("end_of_word_suffix", &model.end_of_word_suffix),
        ] {
            if affix.as_deref().is_some_and(|affix| !affix.is_empty()) {
                return Err(format!("it has a {name}"));
            }
        }
        let normalizer = Normalizer::new(file.normalizer.as_ref())?;
        let splitter = Splitter::new(file.pre_tokenizer.as_ref())?;
        let vocabulary = Vocabulary::new(model, splitter.of_bytes)?;
        let (later, first): (Vec<_>, Vec<_>) =
            file.added_tokens.iter().partition(|token| token.normalized);
        let spelled = |token: &str| normalizer.apply(token).into_owned();
        Ok(Self {
            path,
            raw: Added::new(first.into_iter().map(|token| (token.content.clone(), token)))?,
            normalized: Added::new(
                later.into_iter().map(|token| (spelled(&token.content), token)),
            )?,
            normalizer,
            splitter,
            vocabulary,
            specials: file
                .added_tokens
                .iter()
                .filter(|token| token.special)
                .map(|token| token.content.clone())
                .collect(),
        })
    }

    /// Where it was read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The control tokens: what no text should hold.
    pub fn specials(&self) -> &[String] {
        &self.specials
    }

    /// All that a text is made of.
    fn each(&self, text: &str, visit: &mut dyn FnMut(Found<'_>) -> ControlFlow<()>) {
        // Nothing is left to do when it was broken off.
        let _ = self.raw.between(text, &mut |range, is_token| {
            let segment = text.get(range.clone()).unwrap_or_default();
            if is_token {
                return visit(Found { text: segment, piece: None, raw: range });
            }
            let normalized = self.normalizer.apply(segment);
            self.normalized.between(&normalized, &mut |within, is_token| {
                let part = normalized.get(within.clone()).unwrap_or_default();
                let (start, end) = (range.start, range.end);
                let raw = |at: usize| match &normalized {
                    Cow::Borrowed(_) => (start + within.start + at).min(end),
                    Cow::Owned(_) => start + self.normalizer.before(segment, within.start + at),
                };
                if is_token {
                    return visit(Found { text: part, piece: None, raw: raw(0)..raw(part.len()) });
                }
                self.pieces(part, start == 0 && within.start == 0, &raw, visit)
            })
        });
    }

    /// The pieces of a text in which there are no added tokens.
    fn pieces(
        &self,
        text: &str,
        is_first: bool,
        raw: &dyn Fn(usize) -> usize,
        visit: &mut dyn FnMut(Found<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut text = Cow::Borrowed(text);
        let (mut added, mut widened) = (0, 0);
        if let Some(space) = self.splitter.space {
            widened = space.len_utf8() - 1;
            text = Cow::Owned(text.replace(' ', space.encode_utf8(&mut [0; 4])));
        }
        if let Some((prefix, only_first)) = &self.splitter.prefix
            && (is_first || !only_first)
            && !text.starts_with(prefix.as_str())
        {
            added = prefix.len();
            text = Cow::Owned([prefix.as_str(), &text].concat());
        }
        let before = |at: usize| {
            let spaces = self
                .splitter
                .space
                .map_or(0, |space| text.get(added..at).unwrap_or_default().matches(space).count());
            raw(at.saturating_sub(added).saturating_sub(spaces * widened))
        };
        self.splitter.each(&text, &mut |range| {
            let piece = text.get(range.clone()).unwrap_or_default();
            visit(Found { text: piece, piece: Some((range.start, &before)), raw: 0..0 })
        })
    }
}

/// A part of a text.
struct Found<'a> {
    text: &'a str,
    /// For a piece, where it begins in the text as it is split, and where a place in that text is in the
    /// one that is written; an added token has none.
    piece: Option<(usize, &'a dyn Fn(usize) -> usize)>,
    /// Where an added token is.
    raw: Range<usize>,
}

/// Counts tokens with a file.
///
/// It remembers pieces of text from one call to the next: keep one for each thread.
#[derive(Debug, Clone)]
pub struct FileCounter {
    file: Arc<TokenizerFile>,
    seen: Seen,
    merger: Merger,
    symbols: Vec<u32>,
}

impl FileCounter {
    /// A counter for a file.
    pub fn new(file: Arc<TokenizerFile>) -> Self {
        Self { file, seen: Seen::default(), merger: Merger::default(), symbols: Vec::new() }
    }

    /// The number of tokens in a text. What looks like a special token is one.
    pub fn count(&mut self, text: &str) -> u64 {
        let Self { file, seen, merger, symbols } = self;
        let mut tokens = 0;
        file.each(text, &mut |found| {
            tokens += if found.piece.is_none() {
                1
            } else {
                let bytes = found.text.as_bytes();
                let mut merge = || merge(&file.vocabulary, merger, symbols, found.text);
                match bytes.len() {
                    2..=seen::LONGEST => seen.count(bytes, 0, bytes.len(), |_| merge()),
                    _ => merge(),
                }
            } as u64;
            ControlFlow::Continue(())
        });
        tokens
    }

    /// Where a text is cut that may have so many tokens: after the bytes of the last one that fits.
    pub fn cut(&mut self, text: &str, tokens: u64) -> usize {
        let Self { file, merger, symbols, .. } = self;
        let mut left = tokens;
        let mut cut = text.len();
        file.each(text, &mut |found| {
            let Some((start, before)) = found.piece else {
                if left == 0 {
                    cut = found.raw.start;
                    return ControlFlow::Break(());
                }
                left -= 1;
                return ControlFlow::Continue(());
            };
            let of_piece = merge(&file.vocabulary, merger, symbols, found.text) as u64;
            if of_piece <= left {
                left -= of_piece;
                return ControlFlow::Continue(());
            }
            // A piece that is one token as a whole has no place inside.
            let whole = file.vocabulary.has_whole(found.text);
            let fit = if whole { 0 } else { merger.cut(&file.vocabulary, symbols, left) };
            let mut ends = Vec::with_capacity(symbols.len());
            file.vocabulary.symbols(found.text, |_, end| ends.push(end));
            let end = fit.checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or(0);
            cut = before(start + end);
            ControlFlow::Break(())
        });
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        cut
    }
}

/// The number of tokens in a piece; its symbols are left where they were put.
fn merge(
    vocabulary: &Vocabulary,
    merger: &mut Merger,
    symbols: &mut Vec<u32>,
    piece: &str,
) -> usize {
    if vocabulary.has_whole(piece) {
        return 1;
    }
    symbols.clear();
    vocabulary.symbols(piece, |symbol, _| symbols.push(symbol));
    merger.count(vocabulary, symbols)
}
