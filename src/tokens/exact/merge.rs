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
        if piece.len() <= SHORT {
            return short(vocabulary, piece);
        }
        // No line is that long.
        piece.chunks(NEVER as usize).map(|piece| self.long(vocabulary, piece)).sum()
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

/// The same for a short piece, where moving all behind a merge is less than to follow links.
fn short<V: Merging>(vocabulary: V, piece: &[impl Copy + Into<u32>]) -> usize {
    let mut tokens = [0_u32; SHORT];
    // The rank of each token with the one after it; the last one has none.
    let mut ranks = [NEVER; SHORT];
    let mut count = piece.len().min(SHORT);
    for (token, symbol) in tokens.iter_mut().zip(piece) {
        *token = (*symbol).into();
    }
    for at in 1..count {
        ranks[at - 1] = rank(vocabulary, tokens[at - 1], tokens[at]);
    }
    loop {
        let (mut lowest, mut at) = (NEVER, 0);
        for (place, &rank) in ranks[..count].iter().enumerate() {
            if rank < lowest {
                (lowest, at) = (rank, place);
            }
        }
        if lowest == NEVER {
            return count;
        }
        tokens.copy_within(at + 2..count, at + 1);
        ranks.copy_within(at + 1..count, at);
        count -= 1;
        let made = vocabulary.made(lowest);
        tokens[at] = made;
        ranks[at] = if at + 1 < count { rank(vocabulary, made, tokens[at + 1]) } else { NEVER };
        if at > 0 {
            ranks[at - 1] = rank(vocabulary, tokens[at - 1], made);
        }
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
            prop_assert_eq!(merger.long(Cl100k, piece), short(Cl100k, piece));
            prop_assert_eq!(merger.long(O200k, piece), short(O200k, piece));
        }
    }

    #[test]
    fn a_megabyte_of_one_character_is_no_trap() {
        // Eight of them are a token of both vocabularies.
        let piece = vec![b'a'; 1 << 20];
        assert_eq!(Merger::default().count(Cl100k, &piece), 1 << 17);
    }
}
