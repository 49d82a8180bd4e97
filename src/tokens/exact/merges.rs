//! Which two tokens of a vocabulary merge to which: all that counting needs of it.
//!
//! It is read from the bytes that are built into the program, as they are: a hash table whose hash
//! is a permutation of the pairs, so that what a bucket does not say of a pair is all that an entry
//! must say. The buckets lie one behind the other without a gap. Thus a merge takes 37 or 39 bits,
//! and nothing is done when the program starts. `tools/tokens` writes the tables.

/// The merges of one vocabulary. The number of a token is the byte that it is, or its rank.
#[derive(Debug, Clone, Copy)]
pub(super) struct Merges<const ID_BITS: u32, const BUCKET_BITS: u32> {
    /// For each bucket and the end how far its first entry is from where it were if all buckets
    /// were of one size, in two bytes; then the entries; then a few bytes so that every entry can
    /// be read as eight bytes.
    bytes: &'static [u8],
    count: u64,
}

impl<const ID_BITS: u32, const BUCKET_BITS: u32> Merges<ID_BITS, BUCKET_BITS> {
    const PAIR_BITS: u32 = 2 * ID_BITS;
    /// What the bucket does not say of a pair.
    const REST_BITS: u32 = Self::PAIR_BITS - BUCKET_BITS;
    const ENTRY_BITS: u32 = Self::REST_BITS + ID_BITS;
    const ENTRIES: usize = ((1 << BUCKET_BITS) + 1) * 2;

    /// The table with `count` merges.
    pub(super) const fn new(bytes: &'static [u8], count: u64) -> Self {
        Self { bytes, count }
    }

    /// The token that two make. Its number is its rank, too.
    #[inline]
    pub(super) fn merged(self, left: u32, right: u32) -> Option<u32> {
        let hash = hash(u64::from(left) << ID_BITS | u64::from(right), Self::PAIR_BITS);
        let bucket = hash >> Self::REST_BITS;
        let rest = hash & ((1 << Self::REST_BITS) - 1);
        let (start, end) = self.places(bucket)?;
        for place in start..end {
            let bit = place * u64::from(Self::ENTRY_BITS);
            let bytes = self.bytes.get(Self::ENTRIES + index(bit / 8)..)?.first_chunk()?;
            let entry = u64::from_le_bytes(*bytes) >> (bit % 8);
            if entry >> ID_BITS & ((1 << Self::REST_BITS) - 1) == rest {
                return u32::try_from(entry & ((1 << ID_BITS) - 1)).ok();
            }
        }
        None
    }

    /// The first entry of a bucket, and of the next one.
    #[inline]
    fn places(self, bucket: u64) -> Option<(u64, u64)> {
        let &[a, b, c, d] = self.bytes.get(index(bucket) * 2..)?.first_chunk()?;
        let place = |bucket: u64, difference: [u8; 2]| {
            let expected = (self.count * bucket) >> BUCKET_BITS;
            expected.wrapping_add_signed(i64::from(i16::from_le_bytes(difference)))
        };
        Some((place(bucket, [a, b]), place(bucket + 1, [c, d])))
    }
}

/// The number as an index; what is no index is beyond every table.
#[inline(always)]
fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX / 4)
}

/// Each number of so many bits to another one: a sum of shifted bits and a product with an odd
/// number can be undone.
#[inline(always)]
const fn hash(pair: u64, bits: u32) -> u64 {
    let mixed = pair ^ pair >> (bits / 2);
    let product = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) & ((1 << bits) - 1);
    product ^ product >> (bits / 2)
}
