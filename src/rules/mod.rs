//! The rules: each finds one defect. What a defect means is for the targets to say.

pub(crate) mod by_target;
mod chosen_model;
mod chosen_tokenizers;
pub(crate) mod content;
mod context;
pub(crate) mod dataset;
mod docs;
pub(crate) mod file;
mod finding;
pub(crate) mod images;
pub(crate) mod measure;
mod options;
mod plan;
pub(crate) mod preference;
pub(crate) mod quote;
pub(crate) mod reading;
pub(crate) mod reasoning;
mod rule;
pub(crate) mod schema;
mod selection;
mod silence;
mod similar;
pub(crate) mod syntax;
pub(crate) mod tokens;
#[cfg(test)]
pub(crate) mod told;
pub(crate) mod tools;
pub(crate) mod turns;
pub(crate) mod weights;

#[doc(hidden)]
pub use chosen_tokenizers::{ChosenTokenizer, ChosenTokenizers};
pub(crate) use context::{Context, Memory, Place, RuleTally};
pub(crate) use finding::Offset;
pub use finding::{Finding, Location, Related, Snippet};
pub use measure::Counting;
pub(crate) use measure::USUAL_TOKENIZER;
pub(crate) use options::MIN;
#[doc(hidden)]
pub use options::{OptionKind, OptionValue, RuleOption, RuleOptions};
pub use plan::PlanError;
pub(crate) use plan::{Bounds, Special, Whose, validate};
#[doc(hidden)]
pub use plan::{Judgement, Plan, PlanOptions, Profile};
pub(crate) use rule::Check;
pub use rule::{Category, Rule, RuleId};
#[doc(hidden)]
pub use selection::{Selection, Selector};
pub use silence::SuppressedCounts;
#[doc(hidden)]
pub use silence::{Baseline, Silencer, Suppression};
pub(crate) use silence::{Silenced, Subject};
pub(crate) use similar::similar;

/// Every rule, in the order in which they are listed and run.
pub static ALL: &[&Rule] = &[
    &file::empty_file::RULE,
    &file::too_few_records::RULE,
    &file::too_many_records::RULE,
    &file::file_too_large::RULE,
    &file::wrong_extension::RULE,
    &file::wrong_container::RULE,
    &file::json_array_file::RULE,
    &file::pretty_printed::RULE,
    &file::byte_order_mark::RULE,
    &syntax::invalid_json::RULE,
    &syntax::invalid_utf8::RULE,
    &syntax::several_values_on_line::RULE,
    &syntax::blank_line::RULE,
    &syntax::duplicate_key::RULE,
    &syntax::nonstandard_number::RULE,
    &syntax::number_out_of_range::RULE,
    &syntax::lone_surrogate::RULE,
    &syntax::line_separator_in_string::RULE,
    &syntax::not_an_object::RULE,
    &syntax::deep_nesting::RULE,
    &syntax::oversized_line::RULE,
    &schema::unknown_format::RULE,
    &schema::unknown_schema_version::RULE,
    &schema::ambiguous_format::RULE,
    &schema::missing_field::RULE,
    &schema::wrong_type::RULE,
    &schema::misspelled_field::RULE,
    &schema::unknown_field::RULE,
    &schema::unknown_message_field::RULE,
    &schema::schema_drift::RULE,
    &schema::date_like_column::RULE,
    &schema::inconsistent_optional_field::RULE,
    &schema::missing_role::RULE,
    &schema::unknown_role::RULE,
    &turns::empty_messages::RULE,
    &turns::no_assistant_message::RULE,
    &turns::single_message::RULE,
    &turns::starts_with_assistant::RULE,
    &turns::system_not_first::RULE,
    &turns::several_system_messages::RULE,
    &turns::consecutive_roles::RULE,
    &turns::tool_message_order::RULE,
    &turns::untrained_tail::RULE,
    &turns::turn_parity::RULE,
    &content::missing_content::RULE,
    &content::null_content::RULE,
    &content::empty_content::RULE,
    &weights::invalid_message_weight::RULE,
    &weights::weight_on_other_role::RULE,
    &weights::all_weights_zero::RULE,
    &weights::partial_weights::RULE,
    &weights::ignored_weight::RULE,
    &weights::invalid_sample_weight::RULE,
    &weights::zero_sample_weight::RULE,
    &preference::input_ends_with_assistant::RULE,
    &preference::one_turn_only::RULE,
    &preference::output_count::RULE,
    &preference::output_role::RULE,
    &preference::invalid_output::RULE,
    &preference::identical_outputs::RULE,
    &preference::repeated_prompt::RULE,
    &reasoning::reasoning_in_wrong_role::RULE,
    &reasoning::reasoning_type::RULE,
    &reasoning::unsupported_reasoning::RULE,
    &reasoning::missing_reasoning::RULE,
    &reasoning::mixed_reasoning::RULE,
    &reasoning::earlier_reasoning_lost::RULE,
    &reasoning::only_last_trained::RULE,
    &reasoning::unbalanced_think_tags::RULE,
    &content::blank_content::RULE,
    &content::unknown_part_type::RULE,
    &content::mixed_content_kinds::RULE,
    &content::forbidden_text::RULE,
    &tools::invalid_tool_definition::RULE,
    &tools::tool_name::RULE,
    &tools::missing_tool_description::RULE,
    &tools::missing_tool_parameters::RULE,
    &tools::invalid_tool_parameters::RULE,
    &tools::duplicate_tool_name::RULE,
    &tools::too_many_tools::RULE,
    &tools::undefined_tool::RULE,
    &tools::tools_missing::RULE,
    &tools::invalid_tool_call::RULE,
    &tools::arguments_not_a_string::RULE,
    &tools::object_arguments::RULE,
    &tools::arguments_not_json::RULE,
    &tools::arguments_do_not_match_schema::RULE,
    &tools::unknown_tool_call_id::RULE,
    &tools::missing_tool_call_id::RULE,
    &tools::unanswered_tool_call::RULE,
    &tools::duplicate_tool_call_id::RULE,
    &tools::tool_call_id_format::RULE,
    &tools::content_beside_tool_calls::RULE,
    &tools::tool_calls_in_other_role::RULE,
    &images::image_source::RULE,
    &images::image_type::RULE,
    &images::image_too_large::RULE,
    &images::too_many_images::RULE,
    &images::image_in_wrong_role::RULE,
    &images::invalid_base64::RULE,
    &images::image_bytes_mismatch::RULE,
    &images::weighted_image_message::RULE,
    &tokens::unknown_model::RULE,
    &tokens::retired_model::RULE,
    &tokens::unsupported_capability::RULE,
    &tokens::special_token_in_text::RULE,
    &tokens::template_drops_tools::RULE,
    &tokens::injected_system_prompt::RULE,
    &tokens::over_context::RULE,
    &tokens::no_trained_tokens::RULE,
    &tokens::dropped_for_length::RULE,
    &tokens::near_context::RULE,
    &tokens::too_short::RULE,
    &tokens::turn_too_long::RULE,
    &dataset::mixed_formats::RULE,
    &dataset::duplicate_record::RULE,
];

#[cfg(test)]
mod registry_tests;
