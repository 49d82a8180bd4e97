//! A hash of what a record says, whatever way it is written.
//!
//! Two lines have the same hash if they hold the same values under the same keys: the order of
//! keys, the white space between tokens and the spelling of escapes make no difference. Numbers
//! are compared as they are written: `1` and `1.0` differ. The hash is the same in every version of
//! the program, so it can be written down and looked up later.
//!
//! It is a sum over the values that hold no other: each adds what its bytes and its *path* come to, the
//! keys and positions that lead to it. A sum minds no order; and of records that differ only in some
//! strings, what they have in common is added up once for all (see [`Outline`]).

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use twox_hash::XxHash3_128;

use super::classes::{self, Machine, Pass};
use super::mould::Filling;
use super::sum::Sum;
use super::tape::{REPEATED_KEY, RESPELLED, Token};
use super::text::Respeller;
use super::{Index, Key, Kind, Tape};

/// What a record says, as a number: its identity when the file is sorted, shuffled or reformatted.
///
/// Of a line that is not JSON it stands for the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RecordHash(pub(crate) u128);

impl RecordHash {
    /// The hash that is written in 32 hexadecimal digits.
    pub fn parse(digits: &str) -> Option<Self> {
        let is_hash = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u128::from_str_radix(digits, 16).ok().filter(|_| is_hash).map(Self)
    }

    /// The hash of a line that is not JSON: of its bytes, less the white space around them.
    pub(crate) fn of_bytes(line: &[u8]) -> Self {
        Self(digest(line.trim_ascii()))
    }
}

/// In 32 hexadecimal digits.
impl fmt::Display for RecordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl Serialize for RecordHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RecordHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = String::deserialize(deserializer)?;
        Self::parse(&digits).ok_or_else(|| D::Error::custom("not the hash of a record"))
    }
}

/// Hashes the records of a batch, and keeps its memory between them.
#[derive(Debug)]
pub(crate) struct Hasher {
    tools: Tools,
    machine: classes::Kind,
}

/// What it works with.
#[derive(Debug)]
struct Tools {
    open: Vec<Open>,
    repeated: Repeated,
    respeller: Respeller,
    keys: &'static [u128; 256],
}

/// The digests of the known keys, by number: those of their names, so that it makes no difference
/// which keys a version of the program knows.
static KEYS: LazyLock<[u128; 256]> = LazyLock::new(|| {
    let mut keys = [0; 256];
    for (key, name) in Key::ALL {
        keys[*key as usize] = digest(name.as_bytes());
    }
    keys
});

impl Default for Hasher {
    fn default() -> Self {
        let tools = Tools {
            open: Vec::new(),
            repeated: Repeated::default(),
            respeller: Respeller::default(),
            keys: &KEYS,
        };
        Self { tools, machine: classes::Kind::default() }
    }
}

/// The keys and positions that lead to a value, as a number.
type Path = u128;

/// An array or object whose end has not come yet.
///
/// All of it are whole words: a single byte, with what fills up its word, is copied in two halves that
/// overlap, and to read these the machine waits, which took a fifth of the time of a record with tools.
#[derive(Debug, Clone, Copy)]
struct Open {
    /// The position after its last token.
    end: usize,
    path: Path,
    /// How many elements of an array have come.
    count: u64,
    /// Where those of its keys are listed that it has several times; the end of the list if none are.
    repeated: usize,
}

impl Open {
    /// The count of an object, which has no elements.
    const OF_OBJECT: u64 = u64::MAX;

    fn is_object(&self) -> bool {
        self.count == Self::OF_OBJECT
    }
}

/// The keys that open objects have several times, and how often each has come.
///
/// What stands under such a key is told apart by how many came before, or the members of two objects
/// under one key would add up to the same as those of a single one.
#[derive(Debug, Default)]
struct Repeated {
    keys: Vec<(u128, u64)>,
    /// Room to find them in.
    all: Vec<u128>,
}

impl Repeated {
    /// List those of an object that has these.
    #[cold]
    #[inline(never)]
    fn list<'t>(
        &mut self,
        keys: impl Iterator<Item = &'t Token>,
        digest: impl FnMut(&Token) -> u128,
    ) {
        self.all.clear();
        self.all.extend(keys.map(digest));
        self.all.sort_unstable();
        for same in self.all.chunk_by(|a, b| a == b).filter(|same| same.len() > 1) {
            self.keys.extend(same.first().map(|key| (*key, 0)));
        }
    }

    /// How many times a key has come in the object whose list starts here.
    #[inline(always)]
    fn count(&mut self, start: usize, key: u128) -> u64 {
        if start == self.keys.len() {
            return 0;
        }
        let keys = self.keys.get_mut(start..).unwrap_or_default();
        let Ok(at) = keys.binary_search_by_key(&key, |(key, _)| *key) else { return 0 };
        let Some((_, count)) = keys.get_mut(at) else { return 0 };
        *count += 1;
        *count - 1
    }
}

const ROOT: Path = 0x726f_6f74_9e37_79b9_7f4a_7c15_f39c_c060;
const ELEMENT: u128 = 0x656c_656d_85eb_ca77_c2b2_ae3d_27d4_eb4f;

// What tells values apart that have the same bytes.
const STRING: u128 = 0;
const NUMBER: u128 = 0x6e75_6d62_6572_bf58_476d_1ce4_e5b9_2435;
const NULL: u128 = 0x6e75_6c6c_9e37_79b9_7f4a_7c15_f39c_c060;
const TRUE: u128 = 0x7472_7565_5ced_c834_0a1b_2c3d_4e5f_6071;
const FALSE: u128 = 0x6661_6c73_65d6_e8fe_b866_59fd_93a1_b2c3;
const ARRAY: u128 = 0x6172_7261_79a5_a356_4e27_1f6e_c5d0_e1f2;
const OBJECT: u128 = 0x6f62_6a65_6374_94d0_49bb_1331_11eb_0213;

impl Hasher {
    /// The hash of the record on `tape`. It is never zero.
    pub(crate) fn hash(&mut self, line: &[u8], tape: &Tape) -> u128 {
        self.hash_value(line, tape, 0) | 1
    }

    /// The hash of one of its values.
    pub(crate) fn hash_value(&mut self, line: &[u8], tape: &Tape, value: Index) -> u128 {
        let tokens = tape.tokens().get(value as usize..tape.after(value) as usize);
        let tokens = tokens.unwrap_or_default();
        let left_out = |_, _| false;
        self.machine.run(Whole { tools: &mut self.tools, line, tokens, left_out }).finish()
    }

    /// What the record on `tape` adds up to without some of its strings, and what these will add.
    pub(crate) fn outline(&mut self, line: &[u8], tape: &Tape, strings: &[Index]) -> Outline {
        let mut paths = Vec::with_capacity(strings.len());
        let left_out = |at: usize, path| {
            let is_left_out = strings.get(paths.len()).is_some_and(|next| *next as usize == at);
            if is_left_out {
                paths.push(path);
            }
            is_left_out
        };
        let tokens = tape.tokens();
        let sum = self.machine.run(Whole { tools: &mut self.tools, line, tokens, left_out });
        Outline { sum, paths }
    }

    /// The hash of a record of which this is the outline, given the strings that it leaves out, which are
    /// in `block`.
    pub(crate) fn fill(&mut self, outline: &Outline, block: &[u8], strings: &[Filling]) -> u128 {
        let respeller = &mut self.tools.respeller;
        self.machine.run(Filled { respeller, outline, block, strings }).finish() | 1
    }
}

/// Records of which all is known but for some strings.
#[derive(Debug)]
pub(crate) struct Outline {
    sum: Sum,
    /// The path of each string that is left out.
    paths: Vec<Path>,
}

/// To add up a value, but for what is left out, given its position and its path.
struct Whole<'a, F> {
    tools: &'a mut Tools,
    line: &'a [u8],
    tokens: &'a [Token],
    left_out: F,
}

impl<F: FnMut(usize, Path) -> bool> Pass for Whole<'_, F> {
    type Output = Sum;

    #[inline(always)]
    fn run(self, machine: impl Machine) -> Sum {
        let Self { tools, line, tokens, mut left_out } = self;
        let Tools { open, repeated, respeller, keys } = tools;
        let key_of = |token: &Token, respeller: &mut Respeller| match token.known_key() {
            Key::Unknown => {
                let raw = token.inner();
                let is_respelled = token.has(RESPELLED);
                digest(if is_respelled {
                    respeller.respell(line, raw.range())
                } else {
                    raw.of(line)
                })
            }
            known => keys[known as usize],
        };
        let mut sum = Sum::default();
        open.clear();
        repeated.keys.clear();
        // What is open stays at hand, and what it stands in is put by: that takes two thirds of the
        // time of a list with all of them.
        let mut container = Open { end: usize::MAX, path: ROOT, count: 0, repeated: 0 };
        let mut at = 0;
        while let Some(mut token) = tokens.get(at) {
            at += 1;
            let path = if container.is_object() {
                let key = key_of(token, respeller);
                let Some(value) = tokens.get(at) else { break };
                token = value;
                at += 1;
                let path = mix(container.path, key);
                match repeated.count(container.repeated, key) {
                    0 => path,
                    before => mix(path, ELEMENT.wrapping_mul(u128::from(2 * before))),
                }
            } else if container.end == usize::MAX {
                ROOT
            } else {
                container.count += 1;
                mix(container.path, ELEMENT.wrapping_mul(u128::from(2 * container.count + 1)))
            };
            let span = token.inner();
            let mut text = line;
            let mut bytes = span.start as usize..span.end as usize;
            let kind = match token.kind() {
                Kind::String | Kind::Key => {
                    if token.has(RESPELLED) {
                        text = respeller.respell(line, bytes);
                        bytes = 0..text.len();
                    }
                    STRING
                }
                kind @ (Kind::Array | Kind::Object) => {
                    let is_object = kind == Kind::Object;
                    let kind = if is_object { OBJECT } else { ARRAY };
                    let width = token.width() as usize;
                    if width > 1 {
                        let end = at - 1 + width;
                        open.push(container);
                        let path = path ^ kind;
                        let start = repeated.keys.len();
                        let count = if is_object { Open::OF_OBJECT } else { 0 };
                        container = Open { end, path, count, repeated: start };
                        // The scanner marks what only may have a key twice, too.
                        if is_object && token.has(REPEATED_KEY) {
                            repeated.list(members(tokens, at, end), |key| key_of(key, respeller));
                        }
                        continue;
                    }
                    kind
                }
                Kind::Number => NUMBER,
                Kind::Null => NULL,
                Kind::True => TRUE,
                Kind::False => FALSE,
            };
            // Of what has no other value, the bytes between empty brackets may differ.
            if !matches!(kind, STRING | NUMBER) {
                bytes = 0..0;
            }
            if !left_out(at - 1, path) {
                sum.add(machine, path ^ kind, text, bytes);
            }
            // Out of all that end with it.
            while container.end == at
                && let Some(outer) = open.pop()
            {
                repeated.keys.truncate(container.repeated);
                container = outer;
            }
        }
        sum
    }
}

/// The keys of an object whose tokens are these.
fn members(tokens: &[Token], start: usize, end: usize) -> impl Iterator<Item = &Token> {
    let mut at = start;
    std::iter::from_fn(move || {
        let key = tokens.get(at).filter(|_| at < end)?;
        at += 1 + tokens.get(at + 1).map_or(1, |value| value.width() as usize);
        Some(key)
    })
}

/// To add the strings that an outline leaves out.
struct Filled<'a> {
    respeller: &'a mut Respeller,
    outline: &'a Outline,
    block: &'a [u8],
    strings: &'a [Filling],
}

impl Pass for Filled<'_> {
    type Output = Sum;

    #[inline(always)]
    fn run(self, machine: impl Machine) -> Sum {
        let Self { respeller, outline, block, strings } = self;
        let mut sum = outline.sum.clone();
        for (string, path) in strings.iter().zip(&outline.paths) {
            let mut text = block;
            let mut span = string.start as usize..string.end as usize;
            if string.is_respelled {
                text = respeller.respell(text, span);
                span = 0..text.len();
            }
            sum.add(machine, path ^ STRING, text, span);
        }
        sum
    }
}

const SHORT: u128 = 0x7368_6f72_74d1_b54a_32d1_92ed_03a1_b2c5;

/// The digest of some bytes.
#[inline(always)]
fn digest(bytes: &[u8]) -> u128 {
    // Most strings are short: roles, types, names. A call for each would cost more than the rest.
    if bytes.len() > 16 {
        return XxHash3_128::oneshot(bytes);
    }
    // The first and the last bytes, which may overlap: with the length they say what the bytes are.
    let (head, tail) = if let Some((head, tail)) = ends::<8>(bytes) {
        (u64::from_le_bytes(head), u64::from_le_bytes(tail))
    } else if let Some((head, tail)) = ends::<4>(bytes) {
        (u32::from_le_bytes(head).into(), u32::from_le_bytes(tail).into())
    } else {
        (bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)), 0)
    };
    let length = (bytes.len() as u128).wrapping_mul(NUMBER);
    mix(SHORT ^ length, u128::from(head) << 64 | u128::from(tail))
}

/// The first and the last bytes, if there are so many.
#[inline(always)]
fn ends<const N: usize>(bytes: &[u8]) -> Option<([u8; N], [u8; N])> {
    Some((*bytes.first_chunk()?, *bytes.last_chunk()?))
}

/// Two digests to one; the order counts.
#[inline(always)]
#[allow(clippy::cast_possible_truncation)] // The halves are taken apart.
fn mix(a: u128, b: u128) -> u128 {
    let low = u128::from(a as u64 ^ 0x9E37_79B9_7F4A_7C15)
        .wrapping_mul(u128::from(b as u64 ^ 0xC2B2_AE3D_27D4_EB4F));
    let high = u128::from((a >> 64) as u64 ^ 0x1656_67B1_9E37_79F9)
        .wrapping_mul(u128::from((b >> 64) as u64 ^ 0x27D4_EB2F_1656_67C5));
    low ^ high.rotate_left(64) ^ b.rotate_left(23)
}

#[cfg(test)]
mod tests {
    use super::super::scan::{Scanned, Scanner};
    use super::*;

    fn hash(line: &str) -> u128 {
        let mut scanner = Scanner::default();
        scanner.start(line.as_bytes());
        assert_eq!(scanner.line(line.as_bytes(), 0).0, Scanned::Value, "{line}");
        Hasher::default().hash(line.as_bytes(), &scanner.tape)
    }

    #[test]
    fn the_way_of_writing_makes_no_difference() {
        assert_eq!(
            hash(r#"{"z": 1, "a": {"b": 1}, "a": {"b": 2}}"#),
            hash(r#"{"\u0061": {"b":1}, "z": 1, "a": {"b": 2}}"#)
        );
        let line = r#"{"a": [1, {"b": "é\n", "c": null}, []], "role": "x/y", "empty": {}}"#;
        for same in [
            r#"{"a":[1,{"b":"é\n","c":null},[]],"role":"x/y","empty":{}}"#,
            r#" {"empty": {}, "role": "x\/y", "a": [1, {"c": null, "b": "\u00e9\u000a"}, [ ]]} "#,
            r#"{"a": [1, {"b": "\u00E9\n", "c": null}, []], "r\u006fle": "x\u002fy", "empty": {}}"#,
        ] {
            assert_eq!(hash(line), hash(same), "{same}");
        }
    }

    #[test]
    fn the_hash_is_the_same_in_every_version() {
        let record = r#"{"messages": [{"role": "user", "x": [1, null, true, {}]}], "text": "a long sentence"}"#;
        assert_eq!(RecordHash(hash(record)).to_string(), "a2bd2692154efbef80060ea44a40763d");
        let broken = RecordHash::of_bytes(b" {\"text\": \r");
        assert_eq!(broken.to_string(), "d6e09c030c61150e5be392f1a9ef6a94");
        let text = serde_json::to_string(&broken).unwrap();
        assert_eq!(serde_json::from_str::<RecordHash>(&text).unwrap(), broken);
    }

    #[test]
    fn values_are_compared_wherever_they_stand() {
        let line = br#"{"a": [1, {"b": "x"}], "c": "y", "d": [ 1, {"\u0062": "x"} ]}"#;
        let mut scanner = Scanner::default();
        scanner.start(line);
        assert_eq!(scanner.line(line, 0).0, Scanned::Value);
        let mut hashes = scanner
            .tape
            .members(0)
            .map(|member| Hasher::default().hash_value(line, &scanner.tape, member.value));
        let (a, c, d) = (hashes.next(), hashes.next(), hashes.next());
        assert_eq!(a, d);
        assert_ne!(a, c);
    }

    #[test]
    fn what_is_said_makes_one() {
        let lines = [
            r#"{"a":1}"#,
            r#"{"a":2}"#,
            r#"{"b":1}"#,
            r#"{"a":"1"}"#,
            r#"{"a":[1]}"#,
            r#"{"a":[[1]]}"#,
            r#"{"a":[]}"#,
            r#"{"a":{}}"#,
            r#"{"a":null}"#,
            r#"{"a":true}"#,
            r#"{"a":false}"#,
            r#"{"a":"null"}"#,
            r#"{"a":[1,2]}"#,
            r#"{"a":[2,1]}"#,
            r#"{"a":[[1],2]}"#,
            r#"{"a":[[1,2]]}"#,
            r#"{"a":1,"b":2}"#,
            r#"{"a":2,"b":1}"#,
            r#"{"a":{"b":1},"c":2}"#,
            r#"{"a":{"b":1,"c":2}}"#,
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"a":2}"#,
            r#"{"a":2,"a":1}"#,
            r#"{"m":{"a":1},"m":{"b":2}}"#,
            r#"{"m":{"a":1,"b":2}}"#,
            r#"{"m":{"a":1,"b":2},"m":{"a":3,"b":4}}"#,
            r#"{"m":{"a":1,"b":4},"m":{"a":3,"b":2}}"#,
            r#"{"m":[{"a":1,"a":2},{"a":1}],"a":2}"#,
            r#"{"m":[{"a":1},{"a":1,"a":2}],"a":2}"#,
            r#"{"role":"user","content":"x"}"#,
            r#"{"role":"x","content":"user"}"#,
            r#"{"a":"\\u00e9"}"#,
            r#"{"a":"\u00e9"}"#,
            r#"{"a":"\\n"}"#,
            r#"{"a":"\n"}"#,
            r"{}",
        ];
        let hashes: std::collections::HashSet<u128> = lines.iter().map(|line| hash(line)).collect();
        assert_eq!(hashes.len(), lines.len());
    }

    #[test]
    #[cfg_attr(miri, ignore = "it is too much for Miri")]
    fn hashes_of_short_strings_fill_both_halves() {
        let mut halves = [std::collections::HashSet::new(), std::collections::HashSet::new()];
        let mut shards = [0_usize; 64];
        let mut count = 0;
        for i in 0..20_000 {
            for text in [
                format!("{i}"),
                format!("{i:08}"),
                format!("role {i:06}"),
                format!("a text {i:08}"),
            ] {
                let hash = hash(&format!(r#"{{"a":"{text}"}}"#));
                halves[0].insert(hash & u128::from(u64::MAX));
                halves[1].insert(hash >> 64);
                shards[(hash >> 122) as usize] += 1;
                count += 1;
            }
        }
        assert_eq!([halves[0].len(), halves[1].len()], [count, count]);
        let mean = count / shards.len();
        assert!(shards.iter().all(|shard| shard.abs_diff(mean) < mean / 5), "{shards:?}");
    }
}
