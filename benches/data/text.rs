//! What people write: prose, code, Chinese, and the bytes of pictures.

use super::random::Random;

const WORDS: &str = "the of and to in is that for it with as was on be at by this have from or one \
    had not but what all were when we there can an your which their said if do will each about how \
    up out them then she many some so these would other into has more her two like him see time \
    could no make than first been its who now people my made over did down only way find use may \
    water long little very after words called just where most know get through back much go good \
    new write our me man too any day same right look think also around another came come work \
    three must because does part even place well such here take why things help put years \
    different away again off went old number great tell men say small every found still between \
    name should home big give air line set own under read last never us left end along while \
    might next sound below saw something thought both few those always show large often together \
    asked house world going want";

const AFTER_A_WORD: &[&str] =
    &[". ", ", ", ".\n", ".\n\n", "? ", "! ", ": ", " (see above) ", " \"quoted\" ", " – ", "’s "];

const NAMES: &[&str] =
    &["count", "rows", "path", "value", "key", "total", "user_id", "batch", "loss", "config"];

/// The words that all texts are made of.
pub struct Words(Vec<&'static str>);

impl Words {
    pub fn new() -> Self {
        Self(WORDS.split_whitespace().collect())
    }

    pub fn word(&self, random: &mut Random) -> &'static str {
        random.pick(&self.0)
    }

    /// English of about `length` bytes; with a line feed, a quotation mark or a character beyond
    /// ASCII every few sentences.
    pub fn prose(&self, random: &mut Random, length: usize) -> String {
        let mut text = String::with_capacity(length + 16);
        let mut starts = true;
        while text.len() < length {
            let word = self.word(random);
            if starts {
                let (first, rest) = word.split_at(1);
                text.push_str(&first.to_ascii_uppercase());
                text.push_str(rest);
            } else {
                text.push_str(word);
            }
            starts = random.chance(8);
            text.push_str(if starts { random.pick(AFTER_A_WORD) } else { " " });
        }
        text
    }

    /// Something like Python of about `length` bytes: a line feed, which JSON escapes, in every 40
    /// bytes, and many quotation marks.
    pub fn code(&self, random: &mut Random, length: usize) -> String {
        let mut text = String::with_capacity(length + 64);
        while text.len() < length {
            for _ in 0..random.below(5) {
                text.push_str("    ");
            }
            let (one, other) = (random.pick(NAMES), self.word(random));
            let line = match random.below(8) {
                0 => format!("def {one}_{other}({other}, limit=None):\n"),
                1 => format!("if {one} == \"{other}\":\n"),
                2 => format!("return {one}[\"{other}\"]\n"),
                3 => format!("for {other} in {one}.items():\n"),
                4 => format!("{one} = {other}({}, {})\n", random.below(100), random.below(1000)),
                5 => format!("print(f\"{one}: {{{other}}}\\t\")\n"),
                6 => format!("# {} {other} {} {one}.\n", self.word(random), self.word(random)),
                _ => "\n".to_owned(),
            };
            text.push_str(&line);
        }
        text
    }
}

/// Chinese of `length` characters.
pub fn chinese(random: &mut Random, length: usize) -> String {
    let mut text = String::with_capacity(3 * length);
    for _ in 0..length {
        let character = if random.chance(8) {
            ['，', '。', '！', '？', '、', '：', ' ', '\n'][random.below(8)]
        } else {
            random.character('一', 0x4200)
        };
        text.push(character);
    }
    text
}

/// Base64 of `length` characters.
pub fn base64(random: &mut Random, length: usize) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let mut bits = random.bits();
        for _ in 0..10.min(length - text.len()) {
            text.push(char::from(ALPHABET[(bits & 63) as usize]));
            bits >>= 6;
        }
    }
    text
}
