//! The classes with the vector instructions of x86-64: SSE2, which every such machine has, and AVX2.

use std::arch::x86_64::{
    __m128i, __m256i, _mm_clmulepi64_si128, _mm_cmpeq_epi8, _mm_cvtsi128_si64, _mm_loadu_si128,
    _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8, _mm_setr_epi8,
    _mm_setzero_si128, _mm_slli_si128, _mm_storeu_si128, _mm_sub_epi8, _mm256_add_epi8,
    _mm256_and_si256, _mm256_broadcastsi128_si256, _mm256_castsi256_si128, _mm256_cmpeq_epi8,
    _mm256_cmpeq_epi32, _mm256_cmpgt_epi8, _mm256_extracti128_si256, _mm256_loadu_si256,
    _mm256_loadu2_m128i, _mm256_madd_epi16, _mm256_maddubs_epi16, _mm256_min_epu8,
    _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8, _mm256_set1_epi16, _mm256_set1_epi32,
    _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_slli_epi16, _mm256_slli_epi32,
    _mm256_srli_epi16, _mm256_srli_epi32, _mm256_sub_epi8,
};

use super::{Classes, Machine, Pass, Seen, TILE, UNITS, WORD, portable};

/// Every x86-64 machine is one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sse2;

impl Machine for Sse2 {
    type Bytes = [__m128i; 4];

    // Every x86-64 machine has SSE2.
    compiled_for_this_machine! {
        load(word: &[u8; WORD]) -> Self::Bytes = sse2_load;
        equal(bytes: Self::Bytes, wanted: u8) -> u64 = sse2_equal;
        between(bytes: Self::Bytes, first: u8, last: u8) -> u64 = sse2_between;
        classes(words: &[[u8; WORD]], found: &mut Classes) -> Seen = sse2_classes;
    }

    #[inline(always)]
    fn parity(self, bits: u64) -> u64 {
        portable::parity(bits)
    }
}

#[inline]
#[target_feature(enable = "sse2")]
fn sse2_classes(words: &[[u8; WORD]], classes: &mut Classes) -> Seen {
    let mut beyond_ascii = 0;
    let mut openings = _mm_setzero_si128();
    for (i, word) in words.iter().enumerate().take(TILE) {
        let (mut quotes, mut backslashes, mut controls) = (0, 0, 0);
        let mut all = _mm_setzero_si128();
        for (quarter, bytes) in word.as_chunks::<16>().0.iter().enumerate() {
            // SAFETY: `bytes` are 16 bytes, and the load asks for no alignment.
            let bytes = unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) };
            let bits =
                |lanes| u64::from(_mm_movemask_epi8(lanes).cast_unsigned()) << (16 * quarter);
            let is = |byte: u8| bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte.cast_signed())));
            quotes |= is(b'"');
            backslashes |= is(b'\\');
            let low = _mm_min_epu8(bytes, _mm_set1_epi8(0x1F));
            controls |= bits(_mm_cmpeq_epi8(low, bytes));
            all = _mm_or_si128(all, bytes);
            let opening = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'<'.cast_signed()));
            openings = _mm_or_si128(openings, opening);
        }
        classes.quotes[i] = quotes;
        classes.backslashes[i] = backslashes;
        classes.controls[i] = controls;
        beyond_ascii |= u64::from(_mm_movemask_epi8(all) != 0) << i;
    }
    Seen { beyond_ascii, has_angle: _mm_movemask_epi8(openings) != 0 }
}

#[inline]
#[target_feature(enable = "sse2")]
fn sse2_load(word: &[u8; WORD]) -> [__m128i; 4] {
    let (quarters, _) = word.as_chunks::<16>();
    // SAFETY: each is 16 bytes, and the load asks for no alignment.
    [0, 1, 2, 3].map(|quarter| unsafe { _mm_loadu_si128(quarters[quarter].as_ptr().cast()) })
}

#[inline]
#[target_feature(enable = "sse2")]
fn sse2_equal(bytes: [__m128i; 4], wanted: u8) -> u64 {
    sse2_between(bytes, wanted, wanted)
}

#[inline]
#[target_feature(enable = "sse2")]
fn sse2_between(bytes: [__m128i; 4], first: u8, last: u8) -> u64 {
    let first_byte = _mm_set1_epi8(first.cast_signed());
    let width = _mm_set1_epi8((last - first).cast_signed());
    let found = bytes.map(|bytes| {
        let above = _mm_sub_epi8(bytes, first_byte);
        let found = _mm_cmpeq_epi8(_mm_min_epu8(above, width), above);
        u64::from(_mm_movemask_epi8(found).cast_unsigned())
    });
    found[0] | found[1] << 16 | found[2] << 32 | found[3] << 48
}

/// A machine with AVX2. Only `run_avx2` makes one.
#[derive(Debug, Clone, Copy)]
struct Avx2(());

/// Compile a pass for AVX2, and run it.
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,pclmulqdq")]
pub(super) fn run_avx2<P: Pass>(pass: P) -> P::Output {
    pass.run(Avx2(()))
}

impl Machine for Avx2 {
    type Bytes = [__m256i; 2];

    // Only `run_avx2` makes an `Avx2`, and it runs only where there is all that it asks for.
    compiled_for_this_machine! {
        load(word: &[u8; WORD]) -> Self::Bytes = halves;
        equal(bytes: Self::Bytes, wanted: u8) -> u64 = avx2_equal;
        between(bytes: Self::Bytes, first: u8, last: u8) -> u64 = avx2_between;
        classes(words: &[[u8; WORD]], found: &mut Classes) -> Seen = avx2_classes;
        plain_escapes(word: &[u8; WORD]) -> u64 = avx2_plain_escapes;
        hex(word: &[u8; WORD]) -> u64 = avx2_hex;
        parity(bits: u64) -> u64 = clmul_parity;
        units(word: &[u8; WORD]) -> (usize, [u8; UNITS]) = avx2_units;
    }

    #[inline(always)]
    fn most_units(self) -> usize {
        4
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn halves(word: &[u8; WORD]) -> [__m256i; 2] {
    let (halves, _) = word.as_chunks::<32>();
    // SAFETY: each is 32 bytes, and the load asks for no alignment.
    [0, 1].map(|half| unsafe { _mm256_loadu_si256(halves[half].as_ptr().cast()) })
}

/// The highest bit of each byte.
#[inline]
#[target_feature(enable = "avx2")]
fn bits([low, high]: [__m256i; 2]) -> u64 {
    let low = u64::from(_mm256_movemask_epi8(low).cast_unsigned());
    let high = u64::from(_mm256_movemask_epi8(high).cast_unsigned());
    low | high << 32
}

#[inline]
#[target_feature(enable = "avx2")]
fn avx2_equal(bytes: [__m256i; 2], wanted: u8) -> u64 {
    let wanted = _mm256_set1_epi8(wanted.cast_signed());
    bits(bytes.map(|bytes| _mm256_cmpeq_epi8(bytes, wanted)))
}

#[inline]
#[target_feature(enable = "avx2")]
fn avx2_between(bytes: [__m256i; 2], first: u8, last: u8) -> u64 {
    let first_byte = _mm256_set1_epi8(first.cast_signed());
    let width = _mm256_set1_epi8((last - first).cast_signed());
    bits(bytes.map(|bytes| {
        let above = _mm256_sub_epi8(bytes, first_byte);
        _mm256_cmpeq_epi8(_mm256_min_epu8(above, width), above)
    }))
}

#[inline]
#[target_feature(enable = "avx2")]
fn avx2_classes(words: &[[u8; WORD]], classes: &mut Classes) -> Seen {
    let mut beyond_ascii = 0;
    let mut openings = _mm256_setzero_si256();
    for (i, word) in words.iter().enumerate().take(TILE) {
        let bytes = halves(word);
        let last_control = _mm256_set1_epi8(0x1F);
        let controls =
            bytes.map(|bytes| _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, last_control), bytes));
        classes.quotes[i] = avx2_equal(bytes, b'"');
        classes.backslashes[i] = avx2_equal(bytes, b'\\');
        classes.controls[i] = bits(controls);
        let all = _mm256_movemask_epi8(_mm256_or_si256(bytes[0], bytes[1]));
        beyond_ascii |= u64::from(all != 0) << i;
        for half in bytes {
            let opening = _mm256_cmpeq_epi8(half, _mm256_set1_epi8(b'<'.cast_signed()));
            openings = _mm256_or_si256(openings, opening);
        }
    }
    Seen { beyond_ascii, has_angle: _mm256_movemask_epi8(openings) != 0 }
}

const PLAIN: i8 = 0b00_1111;
const HEX: i8 = 0b11_0000;

/// The bytes of a class, found with two look-ups: one by the low half of a byte and one by the
/// high half. Where both have a bit in common, the byte is in the class of that bit.
///
/// | bit | high half | low half | class |
/// | --- | --- | --- | --- |
/// | 0 | 2 | 2 | plain: `"` |
/// | 1 | 5 | C | plain: `\` |
/// | 2 | 6 | 2 6 E | plain: `b` `f` `n` |
/// | 3 | 7 | 2 4 | plain: `r` `t` |
/// | 4 | 3 | 0-9 | hexadecimal |
/// | 5 | 4 6 | 1-6 | hexadecimal |
#[inline]
#[target_feature(enable = "avx2")]
fn avx2_found(word: &[u8; WORD], class: i8) -> u64 {
    let by_low = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        0x10, 0x30, 0x3D, 0x30, 0x38, 0x30, 0x34, 0x10, 0x10, 0x10, 0, 0, 0x02, 0, 0x04, 0,
    ));
    let by_high = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        0, 0, 0x01, 0x10, 0x20, 0x02, 0x24, 0x08, 0, 0, 0, 0, 0, 0, 0, 0,
    ));
    bits(halves(word).map(|bytes| {
        let high = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), _mm256_set1_epi8(0x0F));
        // A byte beyond ASCII has its highest bit set, and looks nothing up.
        let low = _mm256_shuffle_epi8(by_low, bytes);
        let found = _mm256_and_si256(low, _mm256_shuffle_epi8(by_high, high));
        let common = _mm256_and_si256(found, _mm256_set1_epi8(class));
        _mm256_cmpgt_epi8(common, _mm256_setzero_si256())
    }))
}

#[inline]
#[target_feature(enable = "avx2")]
fn avx2_plain_escapes(word: &[u8; WORD]) -> u64 {
    avx2_found(word, PLAIN)
}

#[inline]
#[target_feature(enable = "avx2")]
fn avx2_hex(word: &[u8; WORD]) -> u64 {
    avx2_found(word, HEX)
}

#[inline]
#[target_feature(enable = "avx2")]
fn avx2_units(word: &[u8; WORD]) -> (usize, [u8; UNITS]) {
    let mut text = [0; UNITS];
    let Some(four) = word.first_chunk().and_then(|escapes| avx2_four_units(escapes)) else {
        return (0, text);
    };
    text[..16].copy_from_slice(&four);
    (4, text)
}

/// Undo four escapes, two in each half of a register, if all can be: bytes 0 to 11.
#[inline]
#[target_feature(enable = "avx2")]
fn avx2_four_units(escapes: &[u8; 28]) -> Option<[u8; 16]> {
    const PREFIXES: i32 = 0x00C3_00C3;
    // The upper half of each half is zero, and so seems to be short.
    const THERE: i32 = 0x00FF_00FF;
    let both = |half: __m128i| _mm256_broadcastsi128_si256(half);
    // SAFETY: the loads read bytes 0 to 15 and 12 to 27 of 28, and ask for no alignment.
    let bytes = unsafe {
        let start = escapes.as_ptr();
        _mm256_loadu2_m128i(start.add(12).cast(), start.cast())
    };
    let prefixes = both(_mm_setr_epi8(0x5C, 0x75, 0, 0, 0, 0, 0x5C, 0x75, 0, 0, 0, 0, 0, 0, 0, 0));
    let matching = _mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, prefixes));
    // Four digits to a lane of 32 bits.
    let digits = _mm256_shuffle_epi8(
        bytes,
        both(_mm_setr_epi8(2, 3, 4, 5, 8, 9, 10, 11, -1, -1, -1, -1, -1, -1, -1, -1)),
    );
    // `A` is 0x41: nine more than its low half.
    let is_letter = _mm256_and_si256(_mm256_srli_epi16::<6>(digits), _mm256_set1_epi8(1));
    let nines = _mm256_add_epi8(_mm256_slli_epi16::<3>(is_letter), is_letter);
    let digits = _mm256_add_epi8(_mm256_and_si256(digits, _mm256_set1_epi8(0x0F)), nines);
    let pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(0x0110));
    let units = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x0001_0100));
    // Below U+0800 there are fewer bytes, and from U+D800 to U+DFFF there are surrogates.
    let high = _mm256_srli_epi32::<11>(units);
    let one_or_two = _mm256_cmpeq_epi32(high, _mm256_setzero_si256());
    let surrogate = _mm256_cmpeq_epi32(high, _mm256_set1_epi32(0xD800 >> 11));
    let other = _mm256_movemask_epi8(_mm256_or_si256(one_or_two, surrogate));
    if matching & PREFIXES != PREFIXES || other & THERE != 0 {
        return None;
    }
    let low_bits = |lanes| _mm256_and_si256(lanes, _mm256_set1_epi32(0x3F));
    let first = _mm256_srli_epi32::<12>(units);
    let second = _mm256_slli_epi32::<8>(low_bits(_mm256_srli_epi32::<6>(units)));
    let third = _mm256_slli_epi32::<16>(low_bits(units));
    let marks = _mm256_set1_epi32(0x0080_80E0);
    let utf8 = _mm256_or_si256(_mm256_or_si256(first, second), _mm256_or_si256(third, marks));
    let packed = _mm256_shuffle_epi8(
        utf8,
        both(_mm_setr_epi8(0, 1, 2, 4, 5, 6, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)),
    );
    let second_half = _mm_slli_si128::<6>(_mm256_extracti128_si256::<1>(packed));
    let all = _mm_or_si128(_mm256_castsi256_si128(packed), second_half);
    let mut text = [0; 16];
    // SAFETY: the array is 16 bytes, and the store asks for no alignment.
    unsafe { _mm_storeu_si128(text.as_mut_ptr().cast(), all) };
    Some(text)
}

#[inline]
#[target_feature(enable = "pclmulqdq")]
pub(super) fn clmul_parity(bits: u64) -> u64 {
    // Without carries, a product with all ones adds up all lower bits.
    let product =
        _mm_clmulepi64_si128::<0>(_mm_set_epi64x(0, bits.cast_signed()), _mm_set1_epi8(-1));
    _mm_cvtsi128_si64(product).cast_unsigned()
}
