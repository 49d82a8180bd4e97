//! Texts that are one token wherever they stand.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::format::AddedToken;

/// Finds the added tokens of a file.
#[derive(Debug)]
pub(super) struct Added {
    search: AhoCorasick,
    tokens: Vec<Edges>,
}

/// How a token takes what stands around it.
#[derive(Debug)]
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
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(spelled)
            .map_err(|error| error.to_string())?;
        Ok(Self { search, tokens })
    }

    /// The first one from `at` on, with the white space that it takes.
    pub(super) fn find(&self, text: &str, at: usize) -> Option<Range<usize>> {
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
}
