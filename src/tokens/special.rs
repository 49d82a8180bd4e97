//! Special tokens that stand in the text itself.
//!
//! Hugging Face's tokenizers take such a string for the token and not for text: it is one token, and
//! the model reads the end of a turn where the author wrote about one. OpenAI's counts take it for
//! text. So the counters here do the same, and this finds the strings.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::estimate::Family;
use super::file::TokenizerFile;

/// Finds the special tokens of a family.
#[derive(Debug, Clone)]
pub struct SpecialTokens {
    strings: Vec<String>,
    search: Option<AhoCorasick>,
}

impl SpecialTokens {
    /// Those of a family.
    pub fn of(family: Family) -> Self {
        Self::all(strings(family))
    }

    /// Those of a file.
    pub fn of_file(file: &TokenizerFile) -> Self {
        Self::all(file.specials())
    }

    /// Those of all families, but for what is often written with another meaning, such as `<s>`.
    pub fn of_any() -> Self {
        let mut all: Vec<&str> =
            Family::ALL.iter().flat_map(|family| strings(*family)).copied().collect();
        all.retain(|string| is_telling(string));
        Self::all(&all)
    }

    /// Those of several that do not look as [`of_any`](Self::of_any) asks for, as they may stand in JSON:
    /// its writers may put a backslash before a slash.
    pub(crate) fn inconspicuous<'a>(of: impl Iterator<Item = &'a Self>) -> Option<Self> {
        let strings = of.flat_map(|tokens| &tokens.strings).filter(|string| !is_telling(string));
        let spelled: Vec<String> =
            strings.flat_map(|string| [string.clone(), string.replace('/', "\\/")]).collect();
        (!spelled.is_empty()).then(|| Self::all(&spelled))
    }

    fn all<S: AsRef<str>>(strings: &[S]) -> Self {
        let mut strings: Vec<String> =
            strings.iter().map(|string| string.as_ref().to_owned()).collect();
        strings.sort_unstable();
        strings.dedup();
        let search = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&strings);
        // It fails only for more strings than there are here.
        Self { strings, search: search.ok() }
    }

    /// Whether there is one in some bytes.
    pub(crate) fn is_in(&self, bytes: &[u8]) -> bool {
        self.search.as_ref().is_some_and(|search| search.is_match(bytes))
    }

    /// Where in a text there are special tokens, in its order.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        self.search.iter().flat_map(move |search| search.find_iter(text)).map(|found| found.range())
    }
}

/// Whether a string is hardly written but for the token.
fn is_telling(string: &str) -> bool {
    let between_bars = ["<|", "<\u{ff5c}"].iter().any(|start| string.starts_with(start));
    between_bars || string.ends_with("_of_turn>")
}

/// The strings that the family's tokenizer takes for one token, as its `tokenizer.json` lists them
/// under `added_tokens`, but for those that are reserved and mean nothing.
const fn strings(family: Family) -> &'static [&'static str] {
    match family {
        Family::Cl100k => &[
            "<|endoftext|>",
            "<|fim_prefix|>",
            "<|fim_middle|>",
            "<|fim_suffix|>",
            "<|endofprompt|>",
        ],
        Family::O200k => &[
            "<|startoftext|>",
            "<|endoftext|>",
            "<|endofprompt|>",
            "<|return|>",
            "<|constrain|>",
            "<|channel|>",
            "<|start|>",
            "<|end|>",
            "<|message|>",
            "<|call|>",
        ],
        Family::Llama3 => &[
            "<|begin_of_text|>",
            "<|end_of_text|>",
            "<|finetune_right_pad_id|>",
            "<|start_header_id|>",
            "<|end_header_id|>",
            "<|eom_id|>",
            "<|eot_id|>",
            "<|python_tag|>",
        ],
        Family::Llama4 => &[
            "<|begin_of_text|>",
            "<|end_of_text|>",
            "<|header_start|>",
            "<|header_end|>",
            "<|eom|>",
            "<|eot|>",
            "<|python_start|>",
            "<|python_end|>",
            "<|finetune_right_pad|>",
        ],
        Family::Qwen2 | Family::Qwen3_5 => QWEN,
        Family::MistralV3 => &[
            "<s>",
            "</s>",
            "<unk>",
            "[INST]",
            "[/INST]",
            "[TOOL_CALLS]",
            "[AVAILABLE_TOOLS]",
            "[/AVAILABLE_TOOLS]",
            "[TOOL_RESULTS]",
            "[/TOOL_RESULTS]",
        ],
        Family::Tekken => &[
            "<s>",
            "</s>",
            "<unk>",
            "<pad>",
            "[INST]",
            "[/INST]",
            "[TOOL_CALLS]",
            "[AVAILABLE_TOOLS]",
            "[/AVAILABLE_TOOLS]",
            "[TOOL_RESULTS]",
            "[/TOOL_RESULTS]",
            "[SYSTEM_PROMPT]",
            "[/SYSTEM_PROMPT]",
            "[IMG]",
            "[IMG_BREAK]",
            "[IMG_END]",
            "[PREFIX]",
            "[MIDDLE]",
            "[SUFFIX]",
        ],
        Family::Gemma3 => &[
            "<pad>",
            "<eos>",
            "<bos>",
            "<unk>",
            "<mask>",
            "<start_of_turn>",
            "<end_of_turn>",
            "<start_of_image>",
            "<end_of_image>",
            "<image_soft_token>",
        ],
        Family::DeepSeekV3 => &[
            "<\u{ff5c}begin\u{2581}of\u{2581}sentence\u{ff5c}>",
            "<\u{ff5c}end\u{2581}of\u{2581}sentence\u{ff5c}>",
            "<\u{ff5c}\u{2581}pad\u{2581}\u{ff5c}>",
            "<\u{ff5c}fim\u{2581}hole\u{ff5c}>",
            "<\u{ff5c}fim\u{2581}begin\u{ff5c}>",
            "<\u{ff5c}fim\u{2581}end\u{ff5c}>",
            "<\u{ff5c}User\u{ff5c}>",
            "<\u{ff5c}Assistant\u{ff5c}>",
            "<|EOT|>",
            "<\u{ff5c}tool\u{2581}calls\u{2581}begin\u{ff5c}>",
            "<\u{ff5c}tool\u{2581}calls\u{2581}end\u{ff5c}>",
            "<\u{ff5c}tool\u{2581}call\u{2581}begin\u{ff5c}>",
            "<\u{ff5c}tool\u{2581}call\u{2581}end\u{ff5c}>",
            "<\u{ff5c}tool\u{2581}outputs\u{2581}begin\u{ff5c}>",
            "<\u{ff5c}tool\u{2581}outputs\u{2581}end\u{ff5c}>",
            "<\u{ff5c}tool\u{2581}output\u{2581}begin\u{ff5c}>",
            "<\u{ff5c}tool\u{2581}output\u{2581}end\u{ff5c}>",
            "<\u{ff5c}tool\u{2581}sep\u{ff5c}>",
        ],
        Family::Glm4 | Family::Glm5 => GLM,
        Family::KimiK2 => &[
            "[BOS]",
            "[EOS]",
            "<|im_end|>",
            "<|im_user|>",
            "<|im_assistant|>",
            "<|im_system|>",
            "<|im_middle|>",
            "<|tool_calls_section_begin|>",
            "<|tool_calls_section_end|>",
            "<|tool_call_begin|>",
            "<|tool_call_argument_begin|>",
            "<|tool_call_end|>",
        ],
    }
}

const QWEN: &[&str] = &[
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|object_ref_start|>",
    "<|object_ref_end|>",
    "<|box_start|>",
    "<|box_end|>",
    "<|quad_start|>",
    "<|quad_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
    "<|fim_prefix|>",
    "<|fim_middle|>",
    "<|fim_suffix|>",
    "<|fim_pad|>",
    "<|repo_name|>",
    "<|file_sep|>",
];

const GLM: &[&str] = &[
    "<|endoftext|>",
    "[MASK]",
    "[gMASK]",
    "[sMASK]",
    "<sop>",
    "<eop>",
    "<|system|>",
    "<|user|>",
    "<|assistant|>",
    "<|observation|>",
    "<|begin_of_image|>",
    "<|end_of_image|>",
    "<|begin_of_video|>",
    "<|end_of_video|>",
    "<|begin_of_audio|>",
    "<|end_of_audio|>",
    "<|begin_of_transcription|>",
    "<|end_of_transcription|>",
    "<|code_prefix|>",
    "<|code_middle|>",
    "<|code_suffix|>",
    "<|begin_of_box|>",
    "<|end_of_box|>",
    "<|image|>",
    "<|video|>",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_another_meaning_is_of_a_family_only() {
        let any = SpecialTokens::of_any();
        let found = |text: &str| any.find(text).count();
        assert_eq!(found("<s>old</s> [MASK] [IMG] <pad> <eos> [INST]"), 0);
        assert_eq!(found("<|im_end|><start_of_turn><\u{ff5c}User\u{ff5c}>"), 3);
        assert_eq!(SpecialTokens::of(Family::MistralV3).find("</s>").count(), 1);
    }

    #[test]
    fn what_every_search_finds_need_not_be_searched_for() {
        let qwen = SpecialTokens::of(Family::Qwen2);
        assert!(SpecialTokens::inconspicuous([&qwen].into_iter()).is_none());
        let mistral = SpecialTokens::of(Family::MistralV3);
        let both = SpecialTokens::inconspicuous([&qwen, &mistral].into_iter()).unwrap();
        assert!(both.is_in(b"old</s>") && both.is_in(br"old<\/s>") && !both.is_in(b"<|im_end|>"));
    }

    #[test]
    fn every_family_finds_its_own_and_nothing_in_plain_text() {
        for family in Family::ALL {
            let special = SpecialTokens::of(family);
            assert_eq!(special.find("a <b> [c] <|d|> \u{ff5c}").count(), 0, "{family:?}");
            for string in strings(family) {
                let text = format!("before {string}{string} after");
                let found: Vec<&str> = special.find(&text).map(|range| &text[range]).collect();
                assert_eq!(found, [*string, string], "{family:?}");
            }
        }
    }
}
