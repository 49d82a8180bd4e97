//! What to check, and which rules say what.

use clap::Args;

use crate::rules::Counting;

#[derive(Debug, Args)]
#[command(next_help_heading = "What to check")]
pub(in crate::cli) struct TargetArguments {
    /// The providers and trainers to judge at, separated by commas [default: together].
    ///
    /// Names that `tunelint targets` lists, names of targets in the configuration, or files that
    /// define one.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(in crate::cli) target: Vec<String>,
    /// The model that is to be tuned, as the target calls it.
    ///
    /// With several targets it is for those that know it; `together=ID,openai=ID` gives each its own.
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) model: Option<String>,
    /// The training method: sft, dpo or rft.
    #[arg(long, value_name = "METHOD")]
    pub(in crate::cli) method: Option<String>,
    /// The format that all records are to have: chat, instruction, ... [default: auto].
    ///
    /// With auto each record has the format that its keys tell. With another one, a record of any
    /// other format is judged as by a target that takes this one alone.
    #[arg(long, value_name = "FORMAT")]
    pub(in crate::cli) format: Option<String>,
    /// The longest record, in tokens.
    #[arg(long, value_name = "N")]
    pub(in crate::cli) max_tokens: Option<u64>,
    /// Count the tokens of every record for the totals, however large the run is.
    ///
    /// Without it they are counted in runs of up to 64 MB if the vocabulary of the model is at hand,
    /// and told from some hundred records of larger ones.
    #[arg(long)]
    exact: bool,
    /// Only estimate the tokens for the totals.
    #[arg(long, conflicts_with = "exact")]
    estimate: bool,
    /// What tokens are counted with: a family such as qwen3, or the path of a tokenizer.json.
    ///
    /// `together=PATH,openai=cl100k` gives each target its own.
    ///
    /// Without it the name of the model tells, and the model's own tokenizer.json is taken where it is
    /// in the local cache of Hugging Face. The network is never asked.
    #[arg(long, value_name = "FAMILY|PATH")]
    pub(in crate::cli) tokenizer: Option<String>,
}

impl TargetArguments {
    /// What is counted for the totals.
    pub(in crate::cli) fn counting(&self) -> Counting {
        match (self.exact, self.estimate) {
            (true, _) => Counting::Exact,
            (_, true) => Counting::Estimate,
            _ => Counting::Auto,
        }
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Rules")]
pub(in crate::cli) struct SelectionArguments {
    /// Look for these rules only: names, categories or ALL, separated by commas.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(in crate::cli) select: Vec<String>,
    /// Look for these, too.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(in crate::cli) extend_select: Vec<String>,
    /// Do not look for these; the more particular name counts.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(in crate::cli) ignore: Vec<String>,
    /// Say these as errors: names, categories or ALL.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(in crate::cli) error: Vec<String>,
    /// Say these as warnings.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(in crate::cli) warn: Vec<String>,
    /// Say as a warning what is not established, too.
    #[arg(long)]
    pub(in crate::cli) pedantic: bool,
}
