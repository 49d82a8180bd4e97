//! The causes that a broken line can have: what went wrong, as a value without words.
//!
//! A [`Cause`] carries only what the line itself does not say at the diagnosis' span; `message.rs`
//! and `help.rs` put it into words when it is shown.

/// Why a line is not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    // The bytes are not UTF-8 text.
    /// Bytes that no UTF-8 text contains.
    InvalidUtf8 {
        /// The first byte that is wrong.
        first_byte: u8,
        /// How many such places the line has.
        count: u32,
        /// Whether most of the line's other characters beyond ASCII are proper UTF-8.
        mixed: bool,
    },
    /// The line ends in the middle of a UTF-8 character.
    CutCharacter,
    /// Surrogates, which belong to UTF-16, written as three bytes each (CESU-8).
    Utf8Surrogate {
        /// How many of them.
        count: u32,
    },
    /// Characters written with more bytes than they need.
    OverlongUtf8 {
        /// How many of them.
        count: u32,
    },
    /// Every other byte is NUL: the text is UTF-16.
    Utf16,
    /// NUL bytes.
    NulBytes {
        /// How many the line has.
        count: u32,
    },

    // The line as a whole is something else.
    /// A Python dict written with `str()` or `repr()`.
    PythonDict,
    /// A JSON record quoted the way CSV quotes a field: `"{""role"": …}"`.
    CsvQuoting,
    /// A second value follows the first on the line.
    SeveralValues {
        /// How many values the line has; unknown if one of them is broken.
        count: Option<u32>,
    },
    /// `second line"}]}`: the line begins inside a string.
    RestOfRecord,
    /// `"role": "user",`: a member without the object around it.
    LooseMember,
    /// The line does not even begin like JSON.
    NotJson,

    // The structure.
    /// A comma before a closing bracket.
    TrailingComma,
    /// A comma with nothing between it and the comma or bracket before.
    ExtraComma,
    /// No comma between two members or elements.
    MissingComma,
    /// No colon between a key and its value.
    MissingColon,
    /// A colon with no key before it.
    MissingKey,
    /// A key with no value.
    MissingValue,
    /// A colon in an array.
    ColonInArray,
    /// A wrong character in the place of a comma, a colon or a bracket.
    WrongPunctuation {
        /// The character that JSON has in this place.
        meant: char,
    },
    /// A bracket that closes one of the other kind.
    MismatchedBracket {
        /// Whether it would fit if the innermost bracket had been closed before it.
        unclosed: bool,
    },
    /// A closing bracket that was never opened.
    UnmatchedBracket,
    /// `{"a": 1}, "b": 2}`: a bracket closes the record, which goes on all the same.
    ClosedTooEarly,
    /// `{{`, as in a template or an f-string.
    DoubledBrace,
    /// Something follows the value.
    TextAfterValue,
    /// The line ends too early.
    Truncated {
        /// The brackets that are still open.
        open: StillOpen,
    },

    // Strings.
    /// The line ends inside a string.
    EndsInString {
        /// Whether the line ends like a complete record all the same, with a closing bracket.
        bracket_at_end: bool,
    },
    /// A quote inside a string without a backslash.
    UnescapedQuote {
        /// Whether two quotes stand side by side, as CSV writes them.
        doubled: bool,
    },
    /// The quote that ends a string is missing.
    MissingClosingQuote,
    /// The quote that starts a string is missing.
    MissingOpeningQuote,
    /// A control character inside a string without its escape.
    RawControl {
        /// The character.
        found: char,
    },
    /// A backslash with something after it that JSON does not know.
    BadEscape(BadEscape),
    /// A string in single quotes.
    SingleQuotes,
    /// A string in backticks.
    Backticks,
    /// A string in typographic quotes.
    SmartQuotes {
        /// The quote.
        found: char,
    },

    // Values.
    /// A key without quotes.
    UnquotedKey,
    /// Text without quotes in the place of a value.
    UnquotedText,
    /// `None`, `True` or `False`.
    PythonLiteral {
        /// How JSON writes it.
        meant: &'static str,
    },
    /// A Python string with a prefix: `b'…'`, `u'…'`.
    PythonPrefix,
    /// JavaScript's `undefined`.
    Undefined,
    /// A literal in the wrong case or of another language: `TRUE`, `nil`.
    WrongLiteral {
        /// How JSON writes it.
        meant: &'static str,
    },
    /// A number that JSON does not write so.
    BadNumber(BadNumber),
    /// A function call: `ObjectId("…")`, `datetime(2024, 1, 5)`.
    FunctionCall,
    /// A parenthesis, as of a Python tuple.
    Parenthesis,
    /// `...` in the place of data.
    Ellipsis,

    // Characters that have no place outside of strings.
    /// A comment.
    Comment,
    /// U+FEFF, which may only be the first character of a file.
    ByteOrderMark,
    /// A space that JSON does not count as white space.
    ForeignSpace {
        /// The character.
        found: char,
    },
    /// A control character.
    StrayControl {
        /// The character.
        found: char,
    },
    /// A backslash.
    StrayBackslash,
    /// `&quot;` and the like.
    HtmlEntity,
    /// None of the above.
    Unexpected {
        /// What JSON has in this place.
        expected: Expected,
    },
}

/// What may stand at a place in a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The line's own value.
    Value,
    /// An array's first element, or its end.
    ElementOrClose,
    /// An array's next element, after a comma.
    Element,
    /// An object's first key, or its end.
    KeyOrClose,
    /// An object's next key, after a comma.
    Key,
    /// The colon after a key.
    Colon,
    /// The value of a member, after the colon.
    MemberValue,
    /// A comma or the end of the array.
    CommaOrArrayEnd,
    /// A comma or the end of the object.
    CommaOrObjectEnd,
}

impl Expected {
    /// Whether a value may start here.
    pub const fn is_value(self) -> bool {
        matches!(self, Self::Value | Self::ElementOrClose | Self::Element | Self::MemberValue)
    }

    /// Whether a key may start here.
    pub const fn is_key(self) -> bool {
        matches!(self, Self::KeyOrClose | Self::Key)
    }
}

/// What is wrong with an escape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadEscape {
    /// A backslash of a Windows path.
    WindowsPath,
    /// `\u` without four hexadecimal digits.
    ShortUnicode,
    /// Python's `\U0001F600`.
    LongUnicode,
    /// JavaScript's `\u{1F600}`.
    BracedUnicode,
    /// `\x41`.
    Hex,
    /// `\'`.
    SingleQuote,
    /// `\0`, `\a`, `\e` or `\v`, which C and its relatives know.
    CStyle,
    /// Any other: a regular expression, LaTeX, Markdown.
    Other,
}

/// What is wrong with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadNumber {
    /// `01`.
    LeadingZero,
    /// `+1`.
    LeadingPlus,
    /// `.5`.
    NoInteger,
    /// `1.`.
    NoFraction,
    /// `1e`.
    NoExponent,
    /// `0x1F`, `0b1`, `0o7`.
    Radix,
    /// `1_000`.
    Separator,
    /// `0,5`.
    DecimalComma,
    /// `1,000`.
    ThousandsComma,
    /// `-` with no digit after it.
    LoneMinus,
}

/// The brackets that are open where a line ends: how many, and where the innermost are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StillOpen {
    /// How many brackets are open.
    pub depth: u32,
    innermost: [u32; Self::KEPT],
}

impl StillOpen {
    /// How many are remembered: more would not help a reader.
    const KEPT: usize = 3;

    /// Keeps the last few of `offsets`, the outermost first.
    pub(super) fn new(depth: usize, offsets: impl DoubleEndedIterator<Item = u32>) -> Self {
        let mut innermost = [0; Self::KEPT];
        for (slot, offset) in innermost.iter_mut().zip(offsets.rev()) {
            *slot = offset;
        }
        Self { depth: u32::try_from(depth).unwrap_or(u32::MAX), innermost }
    }

    /// The offsets of the innermost open brackets (at most three), in the order of the line.
    pub fn innermost(&self) -> impl Iterator<Item = u32> {
        let kept = Self::KEPT.min(self.depth as usize);
        self.innermost.iter().take(kept).rev().copied()
    }
}

/// A way to write text in bytes that is not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CodePage {
    /// Western European on Windows.
    Windows1252,
    /// Western European, with nothing in the range where it differs from Windows-1252.
    Latin1,
    /// Cyrillic on Windows.
    Windows1251,
    /// Korean on Windows, a superset of EUC-KR.
    Cp949,
    /// Traditional Chinese (cp950 on Windows).
    Big5,
    /// Simplified Chinese (cp936 on Windows).
    Gb18030,
    /// Japanese on Windows (cp932).
    ShiftJis,
    /// Japanese on older Unix systems.
    EucJp,
}

impl CodePage {
    /// Its name and whose text it holds.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Windows1252 => "Windows-1252 (Western European)",
            Self::Latin1 => "Latin-1 (Western European)",
            Self::Windows1251 => "Windows-1251 (Cyrillic)",
            Self::Cp949 => "CP949 (Korean)",
            Self::Big5 => "Big5 / CP950 (Traditional Chinese)",
            Self::Gb18030 => "GBK / GB18030 (Simplified Chinese)",
            Self::ShiftJis => "Shift-JIS (Japanese)",
            Self::EucJp => "EUC-JP (Japanese)",
        }
    }

    /// Its name for `iconv -f` and for Python's `open(…, encoding=…)`, which both know it.
    pub const fn codec(self) -> &'static str {
        match self {
            Self::Windows1252 => "cp1252",
            Self::Latin1 => "latin1",
            Self::Windows1251 => "cp1251",
            Self::Cp949 => "cp949",
            Self::Big5 => "cp950",
            Self::Gb18030 => "gb18030",
            Self::ShiftJis => "cp932",
            Self::EucJp => "euc-jp",
        }
    }
}
