//! Texts that are one token wherever they stand.

use std::ops::{ControlFlow, Range};

use aho_corasick::{AhoCorasick, MatchKind};

use super::format::AddedToken;

/// Finds the added tokens of a file.
#[derive(Debug)]
pub(in crate::tokens) struct Added {
    search: AhoCorasick,
    tokens: Vec<Edges>,
}

/// How a token takes what stands around it.
#[derive(Debug, Default)]
struct Edges {
    single_word: bool,
    takes_before: bool,
    takes_behind: bool,
}

impl Added {
    /// Finds some tokens, each as it is spelled in the text that is searched.
    pub(super) fn new<'a>(
        tokens: impl Iterator<Item = (String, &'a AddedToken)>,
    ) -> Result<Self, String> {
        let (spelled, tokens): (Vec<String>, Vec<Edges>) = tokens
            .filter(|(spelled, _)| !spelled.is_empty())
            .map(|(spelled, token)| {
                let edges = Edges {
                    single_word: token.single_word,
                    takes_before: token.lstrip,
                    takes_behind: token.rstrip,
                };
                (spelled, edges)
            })
            .unzip();
        Self::build(spelled, tokens)
    }

    /// Finds some tokens that take nothing of what stands around them.
    #[cfg(feature = "vocabularies")]
    pub(in crate::tokens) fn plain<'a>(
        tokens: impl Iterator<Item = &'a str>,
    ) -> Result<Self, String> {
        let (spelled, tokens) = tokens.map(|token| (token.to_owned(), Edges::default())).unzip();
        Self::build(spelled, tokens)
    }

    fn build(spelled: Vec<String>, tokens: Vec<Edges>) -> Result<Self, String> {
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(spelled)
            .map_err(|error| error.to_string())?;
        Ok(Self { search, tokens })
    }

    /// The first one from `at` on, with the white space that it takes.
    fn find(&self, text: &str, at: usize) -> Option<Range<usize>> {
        if self.tokens.is_empty() {
            return None;
        }
        let mut from = at;
        loop {
            let found = self.search.find(aho_corasick::Input::new(text).span(from..text.len()))?;
            let mut range = found.range();
            from = range.end;
            let edges = self.tokens.get(found.pattern().as_usize())?;
            let before = text.get(at..range.start)?;
            let behind = text.get(range.end..)?;
            let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
            if edges.single_word && (before.ends_with(is_word) || behind.starts_with(is_word)) {
                continue;
            }
            if edges.takes_before {
                range.start = at + before.trim_end().len();
            }
            if edges.takes_behind {
                range.end = text.len() - behind.trim_start().len();
            }
            return Some(range);
        }
    }

    /// The tokens in a text, and what stands between them.
    pub(in crate::tokens) fn between(
        &self,
        text: &str,
        visit: &mut dyn FnMut(Range<usize>, bool) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut at = 0;
        while let Some(found) = self.find(text, at) {
            if found.start > at {
                visit(at..found.start, false)?;
            }
            at = found.end;
            visit(found, true)?;
        }
        if at < text.len() { visit(at..text.len(), false) } else { ControlFlow::Continue(()) }
    }
}
