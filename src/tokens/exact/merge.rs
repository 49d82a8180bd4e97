//! How many tokens a piece of text is: its symbols merged, the pair with the lowest rank first.
//!
//! The symbols are bytes, or the tokens that a vocabulary has for them or for characters.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What merging must know of a vocabulary.
pub(in crate::tokens) trait Merging: Copy {
    /// The rank of the merge of two tokens: the lowest in a piece comes first.
    fn rank(self, left: u32, right: u32) -> Option<u32>;
    /// The token that the merge of this rank makes.
    fn made(self, rank: u32) -> u32;
}

/// Longer pieces are merged with a heap: here every merge looks at the whole piece.
const SHORT: usize = 64;

/// A vocabulary has fewer merges than this, so that a rank and a place are one number.
pub(in crate::tokens) const MOST_MERGES: u32 = 1 << (31 - SHORT.ilog2());

/// Two tokens that make none.
const NEVER: u32 = u32::MAX;

#[inline(always)]
fn rank<V: Merging>(vocabulary: V, left: u32, right: u32) -> u32 {
    vocabulary.rank(left, right).unwrap_or(NEVER)
}

/// Counts tokens of pieces; the room for long ones is kept from one to the next.
#[derive(Debug, Clone, Default)]
pub(in crate::tokens) struct Merger {
    links: Vec<Link>,
    /// What to merge, with the rank, and where the left one of the pair begins.
    waiting: BinaryHeap<Reverse<(u32, u32)>>,
}

/// A token of a long piece, at the place where it begins.
#[derive(Debug, Clone, Copy)]
struct Link {
    token: u32,
    before: u32,
    after: u32,
    /// The rank of the merge with the token after it; `NEVER` also if it is merged itself.
    rank: u32,
}

impl Merger {
    /// The number of tokens in a piece.
    #[inline]
    pub(in crate::tokens) fn count<V: Merging>(
        &mut self,
        vocabulary: V,
        piece: &[impl Copy + Into<u32>],
    ) -> usize {
        // Most pieces are words, and need little room.
        match piece.len() {
            0..=8 => short::<8, V>(vocabulary, piece),
            9..=16 => short::<16, V>(vocabulary, piece),
            17..=SHORT => short::<SHORT, V>(vocabulary, piece),
            // No line is that long.
            _ => piece.chunks(NEVER as usize).map(|piece| self.long(vocabulary, piece)).sum(),
        }
    }

    /// How many symbols the first `tokens` tokens of a piece have.
    pub(in crate::tokens) fn cut<V: Merging>(
        &mut self,
        vocabulary: V,
        piece: &[impl Copy + Into<u32>],
        tokens: u64,
    ) -> usize {
        self.merge(vocabulary, piece);
        let mut at = 0;
        for _ in 0..tokens {
            let Some(link) = self.links.get(at) else { break };
            at = link.after as usize;
        }
        at.min(piece.len())
    }

    fn long<V: Merging>(&mut self, vocabulary: V, piece: &[impl Copy + Into<u32>]) -> usize {
        let count = self.merge(vocabulary, piece);
        // One piece of megabytes must not hold their room for ever.
        self.links.shrink_to(1 << 16);
        self.waiting.shrink_to(1 << 16);
        count
    }

    /// Merge a piece, so that the links lead from token to token, and count these.
    fn merge<V: Merging>(&mut self, vocabulary: V, piece: &[impl Copy + Into<u32>]) -> usize {
        let Self { links, waiting } = self;
        links.clear();
        waiting.clear();
        links.extend((0_u32..).zip(piece).map(|(at, symbol)| Link {
            token: (*symbol).into(),
            before: at.wrapping_sub(1),
            after: at + 1,
            rank: NEVER,
        }));
        let mut count = links.len();
        for at in 1..links.len() {
            rate(vocabulary, links, waiting, at - 1);
        }
        while let Some(Reverse((rank, at))) = waiting.pop() {
            let at = at as usize;
            let Some(&Link { before, after, rank: now, .. }) = links.get(at) else { continue };
            if now != rank {
                continue;
            }
            // The one after it goes, and its neighbours have a new pair each.
            let Some(gone) = links.get_mut(after as usize) else { continue };
            gone.rank = NEVER;
            let behind = gone.after;
            links[at].token = vocabulary.made(rank);
            links[at].after = behind;
            if let Some(link) = links.get_mut(behind as usize) {
                link.before = u32::try_from(at).unwrap_or(NEVER);
            }
            count -= 1;
            rate(vocabulary, links, waiting, at);
            rate(vocabulary, links, waiting, before as usize);
        }
        count
    }
}

/// Find the rank of the pair that begins at `at`, and put it among the waiting.
fn rate<V: Merging>(
    vocabulary: V,
    links: &mut [Link],
    waiting: &mut BinaryHeap<Reverse<(u32, u32)>>,
    at: usize,
) {
    let Some(&Link { token, after, .. }) = links.get(at) else { return };
    let after = links.get(after as usize).map(|link| link.token);
    let rank = after.map_or(NEVER, |after| rank(vocabulary, token, after));
    links[at].rank = rank;
    if rank != NEVER {
        waiting.push(Reverse((rank, u32::try_from(at).unwrap_or(NEVER))));
    }
}

/// The same for a short piece of at most `N` symbols, where it is less to look at all of them for each
/// merge than to keep a heap.
fn short<const N: usize, V: Merging>(vocabulary: V, piece: &[impl Copy + Into<u32>]) -> usize {
    let mut tokens = [0_u32; N];
    // The key of each token with the one after it.
    let mut keys = [Key::NONE; N];
    for (token, symbol) in tokens.iter_mut().zip(piece) {
        *token = (*symbol).into();
    }
    let count = piece.len().min(N);
    for at in 1..count {
        keys[at - 1] = Key::of(vocabulary, tokens[at - 1], tokens[at], at - 1);
    }
    // A bit for each token that is left, at the place where it begins.
    let mut left = if count == 0 { 0 } else { u64::MAX >> (SHORT - count) };
    loop {
        let lowest = keys.iter().fold(Key::NONE, |lowest, key| lowest.min(*key));
        if lowest == Key::NONE {
            return left.count_ones() as usize;
        }
        let at = lowest.place();
        let made = vocabulary.made(lowest.rank());
        tokens[at] = made;
        // The one after it goes, and its neighbours have a new pair each.
        let behind = left >> at >> 1;
        let gone = at + 1 + behind.trailing_zeros() as usize;
        left &= !(1 << gone);
        keys[gone] = Key::NONE;
        let behind = behind & (behind - 1);
        keys[at] = if behind == 0 {
            Key::NONE
        } else {
            let after = at + 1 + behind.trailing_zeros() as usize;
            Key::of(vocabulary, made, tokens[after], at)
        };
        let before = left & ((1 << at) - 1);
        if before != 0 {
            let before = before.ilog2() as usize;
            keys[before] = Key::of(vocabulary, tokens[before], made, before);
        }
    }
}

/// The rank of a pair, and below it the place where it begins: the lowest rank comes first, and of pairs
/// with the same rank the first one. It is signed because the minimum of such numbers is found fastest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key(i32);

impl Key {
    const NONE: Self = Self(i32::MAX);
    const PLACE: u32 = SHORT.ilog2();

    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)] // See `MOST_MERGES`.
    fn of<V: Merging>(vocabulary: V, left: u32, right: u32, at: usize) -> Self {
        let key = |rank| Self((rank << Self::PLACE) as i32 | at as i32);
        vocabulary.rank(left, right).map_or(Self::NONE, key)
    }

    const fn rank(self) -> u32 {
        self.0.cast_unsigned() >> Self::PLACE
    }

    const fn place(self) -> usize {
        self.0.cast_unsigned() as usize & (SHORT - 1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::super::vocabulary::{Cl100k, O200k};
    use super::*;

    proptest! {
        #[test]
        fn long_pieces_are_merged_as_short_ones_are(
            words in vec(select(&["a", "the", "ing", " ", "\n", "=", "日本", "é", "Xy"][..]), 1..20),
        ) {
            let piece = words.concat();
            let piece = &piece.as_bytes()[..piece.len().min(SHORT)];
            let mut merger = Merger::default();
            prop_assert_eq!(merger.long(Cl100k, piece), short::<SHORT, _>(Cl100k, piece));
            prop_assert_eq!(merger.long(O200k, piece), short::<SHORT, _>(O200k, piece));
        }
    }

    #[test]
    fn a_megabyte_of_one_character_is_no_trap() {
        // Eight of them are a token of both vocabularies.
        let piece = vec![b'a'; 1 << 20];
        assert_eq!(Merger::default().count(Cl100k, &piece), 1 << 17);
    }
}
