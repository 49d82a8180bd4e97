//! Pieces that were counted before: the same few thousand words are most of any text.

/// How many pieces are kept, as a power of two. They take 16 bytes each, which should stay in the
/// second level of the cache.
const BITS: u32 = 14;

/// The longest piece that is kept.
pub(in crate::tokens) const LONGEST: usize = 15;

/// What is known of pieces of up to [`LONGEST`] bytes.
///
/// A number of 128 bits holds a piece and all about it: its bytes; in the highest byte how many they
/// are, and above that how many tokens.
#[derive(Debug, Clone)]
pub(in crate::tokens) struct Seen {
    pieces: Box<[u128]>,
}

impl Default for Seen {
    fn default() -> Self {
        Self { pieces: vec![0; 1 << BITS].into() }
    }
}

const TOKENS: u32 = 124;
const LENGTH: u32 = 120;

impl Seen {
    /// The number of tokens in the piece from `start` to `end`, from memory or by counting.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)] // The number of tokens has four bits.
    pub(in crate::tokens) fn count(
        &mut self,
        text: &[u8],
        start: usize,
        end: usize,
        count: impl FnOnce(&[u8]) -> usize,
    ) -> usize {
        let length = end - start;
        let bytes = if let Some(bytes) = text.get(start..).and_then(<[u8]>::first_chunk) {
            *bytes
        } else {
            let mut bytes = [0; 16];
            let rest = text.get(start..end).unwrap_or_default();
            bytes.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            bytes
        };
        let bits = u128::from_le_bytes(bytes) & ((1 << (8 * length)) - 1);
        let piece = bits | (length as u128) << LENGTH;
        let slot = &mut self.pieces[place(piece)];
        if *slot & ((1 << TOKENS) - 1) == piece {
            return (*slot >> TOKENS) as usize;
        }
        let tokens = count(text.get(start..end).unwrap_or_default());
        *slot = piece | (tokens as u128) << TOKENS;
        tokens
    }
}

#[inline(always)]
#[allow(clippy::cast_possible_truncation)] // The halves are what is wanted.
fn place(piece: u128) -> usize {
    let (low, high) = (piece as u64, (piece >> 64) as u64);
    let product =
        u128::from(low ^ 0x243F_6A88_85A3_08D3) * u128::from(high ^ 0x1319_8A2E_0370_7344);
    (((product >> 64) as u64 ^ product as u64) >> (64 - BITS)) as usize
}
