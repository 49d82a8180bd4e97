//! The vocabularies of bytes.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::merge::Merger;
use super::super::merges::Merges;
use super::super::pairs::Pairs;
use super::super::split::{deepseek, like_cl100k, qwen3_5, tekken};
use super::super::vocabulary::{Cl100k, Vocabulary};
use super::Prepares;

/// Qwen 2 to 3: all of cl100k, whose tokens of several digits do no harm as no piece has any, and more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Qwen2;

static QWEN2: Merges<18, 13> = Merges::new(include_bytes!("qwen2.merges"), 52_487);

impl Vocabulary for Qwen2 {
    #[inline(always)]
    fn piece(self, text: &[u8], start: usize) -> usize {
        like_cl100k::<1>(text, start)
    }

    #[inline(always)]
    fn merged(self, left: u32, right: u32) -> Option<u32> {
        let is_of_both = left.max(right) < 1 << 17;
        let merged = if is_of_both { Cl100k.merged(left, right) } else { None };
        merged.or_else(|| QWEN2.merged(left, right))
    }
}

impl Prepares for Qwen2 {
    const COMPOSES: bool = true;
}

/// Qwen 3.5 and 3.6.
#[derive(Debug, Clone, Copy)]
pub(super) struct Qwen3_5;

static QWEN3_5: Merges<18, 15> = Merges::new(include_bytes!("qwen3_5.merges"), 247_587);

impl Vocabulary for Qwen3_5 {
    #[inline(always)]
    fn piece(self, text: &[u8], start: usize) -> usize {
        qwen3_5(text, start)
    }

    #[inline(always)]
    fn merged(self, left: u32, right: u32) -> Option<u32> {
        QWEN3_5.merged(left, right)
    }
}

impl Prepares for Qwen3_5 {
    const COMPOSES: bool = true;
}

/// `DeepSeek` V3 and all since.
#[derive(Debug, Clone, Copy)]
pub(super) struct DeepSeek;

static DEEPSEEK: Merges<17, 14> = Merges::new(include_bytes!("deepseek.merges"), 127_741);

impl Vocabulary for DeepSeek {
    #[inline(always)]
    fn piece(self, text: &[u8], start: usize) -> usize {
        deepseek(text, start)
    }

    #[inline(always)]
    fn merged(self, left: u32, right: u32) -> Option<u32> {
        DEEPSEEK.merged(left, right)
    }
}

impl Prepares for DeepSeek {}

/// GLM-4 to 4.6; and the newer one of 4.7 and 5, which has all of it and more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glm<const IS_NEWER: bool>;

static GLM4: Merges<18, 15> = Merges::new(include_bytes!("glm4.merges"), 150_180);
static GLM5: Merges<18, 9> = Merges::new(include_bytes!("glm5.merges"), 3_491);

/// Tokens that no merges make: a piece is one only as a whole.
static ONLY_WHOLE: LazyLock<HashSet<&[u8]>> =
    LazyLock::new(|| include_bytes!("glm.whole").split(|byte| *byte == b'\n').collect());

impl<const IS_NEWER: bool> Vocabulary for Glm<IS_NEWER> {
    #[inline(always)]
    fn piece(self, text: &[u8], start: usize) -> usize {
        like_cl100k::<3>(text, start)
    }

    #[inline(always)]
    fn merged(self, left: u32, right: u32) -> Option<u32> {
        let merged = GLM4.merged(left, right);
        if IS_NEWER { merged.or_else(|| GLM5.merged(left, right)) } else { merged }
    }

    fn count(self, pairs: &mut Pairs, merger: &mut Merger, piece: &[u8]) -> usize {
        if ONLY_WHOLE.contains(piece) { 1 } else { merger.count(pairs.with(self), piece) }
    }

    fn cut(self, merger: &mut Merger, piece: &[u8], tokens: u64) -> usize {
        if ONLY_WHOLE.contains(piece) { 0 } else { merger.cut(self, piece, tokens) }
    }
}

impl<const IS_NEWER: bool> Prepares for Glm<IS_NEWER> {}

/// Mistral since `NeMo`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tekken;

static TEKKEN: Merges<17, 14> = Merges::new(include_bytes!("tekken.merges"), 129_816);

impl Vocabulary for Tekken {
    #[inline(always)]
    fn piece(self, text: &[u8], start: usize) -> usize {
        tekken(text, start)
    }

    #[inline(always)]
    fn merged(self, left: u32, right: u32) -> Option<u32> {
        TEKKEN.merged(left, right)
    }
}

impl Prepares for Tekken {}
