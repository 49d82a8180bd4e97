//! Pieces that were counted before: the same few thousand words are most of any text.

/// The longest piece that is kept.
pub(in crate::tokens) const LONGEST: usize = SHORT + 16;

/// The longest piece that takes one number of 128 bits: the two highest bytes are for what is known of it.
const SHORT: usize = 14;

const LONG: usize = SHORT + 1;

/// What is known of pieces of 2 to [`LONGEST`] bytes. It should stay in the second level of the cache.
#[derive(Debug, Clone, Default)]
pub(in crate::tokens) struct Seen {
    short: Short,
    /// These are few, but take long to merge: words of most scripts are among them.
    long: Long,
}

type Short = Pieces<1, 13>;
type Long = Pieces<2, 11>;

/// A piece that is to be looked up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sought {
    pub(super) start: usize,
    pub(super) end: usize,
    /// If it is short, how it is kept and where.
    piece: u128,
    place: usize,
}

impl Sought {
    /// The piece from `start` to `end`.
    #[inline(always)]
    pub(super) fn new(text: &[u8], start: usize, end: usize) -> Self {
        let length = end - start;
        let piece = [bytes(text, start, length.min(SHORT)) | (length as u128) << LENGTH];
        Self { start, end, piece: piece[0], place: Short::place(&piece) }
    }
}

impl Seen {
    /// The number of tokens in the piece from `start` to `end`, from memory or by counting.
    pub(in crate::tokens) fn count(
        &mut self,
        text: &[u8],
        start: usize,
        end: usize,
        count: impl FnOnce(&[u8]) -> usize,
    ) -> usize {
        self.find(text, &Sought::new(text, start, end), count)
    }

    /// The same for a piece that is ready to be looked up.
    #[inline(always)]
    pub(super) fn find(
        &mut self,
        text: &[u8],
        sought: &Sought,
        count: impl FnOnce(&[u8]) -> usize,
    ) -> usize {
        let Sought { start, end, piece, place } = *sought;
        let length = end - start;
        let count = || count(text.get(start..end).unwrap_or_default());
        match length {
            ..LONG => self.short.count([piece], place, count),
            LONG..=LONGEST => {
                let behind = bytes(text, start + 16, length.saturating_sub(16));
                let behind = behind | (length as u128) << LENGTH;
                let piece = [bytes(text, start, length.min(16)), behind];
                self.long.count(piece, Long::place(&piece), count)
            }
            _ => count(),
        }
    }
}

/// At most 16 bytes of a text, the others being 0.
#[inline(always)]
fn bytes(text: &[u8], start: usize, length: usize) -> u128 {
    let bytes = if let Some(bytes) = text.get(start..).and_then(<[u8]>::first_chunk) {
        *bytes
    } else {
        let mut bytes = [0; 16];
        let rest = text.get(start..start + length).unwrap_or_default();
        bytes.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        bytes
    };
    // Of no bytes nothing is left: that is a shift by all bits.
    let kept = u128::MAX.checked_shr(128 - 8 * u32::try_from(length).unwrap_or(16)).unwrap_or(0);
    u128::from_le_bytes(bytes) & kept
}

/// Pieces that take so many numbers of 128 bits. The last of these holds in its highest byte how many
/// tokens the piece is, and below that how many bytes.
///
/// A piece has one of two places, the first for the one that was seen last.
#[derive(Debug, Clone)]
struct Pieces<const NUMBERS: usize, const BITS: u32> {
    places: Box<[[[u128; NUMBERS]; 2]]>,
}

const TOKENS: u32 = 120;
const LENGTH: u32 = 112;

impl<const NUMBERS: usize, const BITS: u32> Default for Pieces<NUMBERS, BITS> {
    fn default() -> Self {
        Self { places: vec![[[0; NUMBERS]; 2]; 1 << BITS].into() }
    }
}

impl<const NUMBERS: usize, const BITS: u32> Pieces<NUMBERS, BITS> {
    #[inline(always)]
    fn count(
        &mut self,
        mut piece: [u128; NUMBERS],
        place: usize,
        count: impl FnOnce() -> usize,
    ) -> usize {
        let both = &mut self.places[place];
        if let Some(tokens) = known(&both[0], &piece) {
            return tokens;
        }
        if let Some(tokens) = known(&both[1], &piece) {
            both.swap(0, 1);
            return tokens;
        }
        let tokens = count();
        piece[NUMBERS - 1] |= (tokens as u128) << TOKENS;
        both[1] = both[0];
        both[0] = piece;
        tokens
    }

    /// Where a piece is kept.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)] // The halves are what is wanted.
    fn place(piece: &[u128; NUMBERS]) -> usize {
        let hash = piece.iter().fold(0, |hash, number| {
            let (low, high) = (*number as u64 ^ hash, (number >> 64) as u64);
            let product =
                u128::from(low ^ 0x243F_6A88_85A3_08D3) * u128::from(high ^ 0x1319_8A2E_0370_7344);
            (product >> 64) as u64 ^ product as u64
        });
        (hash >> (64 - BITS)) as usize
    }
}

/// The number of tokens, if this is the piece that is kept.
#[inline(always)]
#[allow(clippy::cast_possible_truncation)] // It has eight bits.
fn known<const NUMBERS: usize>(kept: &[u128; NUMBERS], piece: &[u128; NUMBERS]) -> Option<usize> {
    let last = NUMBERS - 1;
    let is_it = kept[..last] == piece[..last] && kept[last] & ((1 << TOKENS) - 1) == piece[last];
    is_it.then_some((kept[last] >> TOKENS) as usize)
}
