//! What is unusual about a record, as a set of bits.
//!
//! A rule names the facts that wake it. An ordinary record has none or few of them, so hardly any
//! rule runs for it: that is why checking is nearly as fast as reading.
//!
//! All records that have the same keys, roles and kinds of values have the same facts, but for those that
//! are searched for in the bytes of the line, and for [`Facts::EMPTY_CONTENT`]: see `mould`.

use bitflags::bitflags;

bitflags! {
    /// What is unusual about a record. The scanner and the shape set them; rules are woken by them.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub struct Facts: u64 {
        // What the scanner sees in any JSON.

        /// An object has, or may have, a key twice.
        const REPEATED_KEY = 1 << 0;
        /// A string has half of a surrogate pair.
        const LONE_SURROGATE = 1 << 1;
        /// `NaN`, `Infinity` or `-Infinity` stands where a number should.
        const NONSTANDARD_NUMBER = 1 << 2;
        /// A number has so many digits, or such an exponent, that parsers may not hold it.
        const EXTREME_NUMBER = 1 << 3;
        /// Arrays and objects are nested deeper than some parsers go.
        const DEEP = 1 << 4;
        /// The record is no object.
        const NOT_AN_OBJECT = 1 << 5;
        /// There are more values than the tape holds.
        const TOO_MANY_VALUES = 1 << 6;
        /// A string has a character that some readers take for a line end.
        const LINE_SEPARATOR = 1 << 7;

        // What the shape sees in the record.

        /// The format is not one that every target of the run takes.
        const UNACCEPTED_FORMAT = 1 << 8;
        /// A top-level key is not one that every target takes in this format.
        const UNUSUAL_KEY = 1 << 10;
        /// A value has not the type that its key asks for.
        const WRONG_TYPE = 1 << 11;
        /// A list of messages is empty.
        const NO_MESSAGES = 1 << 12;
        /// A message has no role.
        const MISSING_ROLE = 1 << 13;
        /// A role is not system, user, assistant or tool.
        const UNUSUAL_ROLE = 1 << 14;
        /// A message has no content.
        const MISSING_CONTENT = 1 << 15;
        /// A content is null.
        const NULL_CONTENT = 1 << 16;
        /// A content is empty or blank.
        const EMPTY_CONTENT = 1 << 17;
        /// No message is the assistant's.
        const NO_ASSISTANT = 1 << 18;
        /// A message has a key that is not role or content.
        const MESSAGE_KEYS = 1 << 19;
        /// The turns are not an optional system message, then user and assistant in alternation.
        const UNUSUAL_ORDER = 1 << 20;
        /// A message has tool calls, or is a tool's, or the record has tools.
        const TOOLS = 1 << 21;
        /// A message or the record has a weight.
        const WEIGHTS = 1 << 22;
        /// A content is a list of parts.
        const PARTS = 1 << 23;
        /// There is reasoning.
        const REASONING = 1 << 24;
        /// The record is a preference pair.
        const PREFERENCE = 1 << 25;
        /// A content part is an image.
        const IMAGES = 1 << 26;

        // What is not certainly in order with the tools, once they have been read.

        /// The definitions of tools may have a fault.
        const DOUBTFUL_DEFINITIONS = 1 << 27;
        /// The calls, or which results belong to them, may have a fault.
        const DOUBTFUL_CALLS = 1 << 28;
        /// The arguments of calls may have a fault.
        const DOUBTFUL_ARGUMENTS = 1 << 29;
        /// Any of them.
        const DOUBTFUL_TOOLS = Self::DOUBTFUL_DEFINITIONS.bits()
            | Self::DOUBTFUL_CALLS.bits()
            | Self::DOUBTFUL_ARGUMENTS.bits();

        // What only some models and targets mind.

        /// A text may have a tag that starts or ends reasoning.
        const THINK_TAG = 1 << 32;
        /// An assistant's message has no key for its reasoning.
        const NO_REASONING = 1 << 33;
        /// Several messages are the assistant's.
        const SEVERAL_ANSWERS = 1 << 34;
        /// The line is so long that the record may have more tokens than a target takes.
        const LONG = 1 << 35;
        /// A text may have a special token of some model in it.
        const SPECIAL_TOKEN = 1 << 36;
        /// The record may have fewer tokens than a target asks for.
        const SHORT = 1 << 37;
        /// A text may have something in it that a target forbids.
        const FORBIDDEN_TEXT = 1 << 40;
        /// A message is the system's.
        const SYSTEM_ROLE = 1 << 48;
        /// A message is a tool's.
        const TOOL_ROLE = 1 << 49;
    }
}
