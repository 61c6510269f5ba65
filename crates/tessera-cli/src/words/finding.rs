use token_cache::{Finding, Problem};

use super::{fill, library, library::Library};

/// A finding of the check, and what the repair does about it.
pub(crate) fn told(finding: &Finding) -> (String, String) {
    let Some(texts) = library() else {
        return (finding.to_string(), finding.problem.remedy().to_owned());
    };
    let place = finding.stored_key().map(|key| format!(" {key:?}")).unwrap_or_default();
    let problem = of_problem(&finding.problem, texts);
    (format!("{}{place}: {problem}", finding.section.name()), of_remedy(&finding.problem, texts).to_owned())
}

fn of_problem(problem: &Problem, texts: &Library) -> String {
    use Problem as P;
    match problem {
        P::SectionUnusable { found } => fill(texts.section_unusable, &[("found", found)]),
        P::EntryUnusable { found } => fill(texts.entry_unusable, &[("found", found)]),
        P::FieldUnusable { field } | P::TextMissing { field } => {
            fill(texts.field_unusable, &[("field", field)])
        }
        P::TimeNotText { field } => fill(texts.time_not_text, &[("field", field)]),
        P::TimeUnusable { field } => fill(texts.time_unusable, &[("field", field)]),
        P::TypeWrong => texts.type_wrong.to_owned(),
        P::EndedOfOtherType => texts.ended_of_other_type.to_owned(),
        P::MisKeyed { .. } => texts.mis_keyed.to_owned(),
        P::Double { of } => fill(texts.double, &[("key", &format!("{of:?}"))]),
        P::Orphan => texts.orphan.to_owned(),
        other => other.to_string(),
    }
}

/// By the sentence of the crate, which knows what it does about which field.
fn of_remedy(problem: &Problem, texts: &'static Library) -> &'static str {
    match problem.remedy() {
        "the section is made an empty one" => texts.becomes_empty_section,
        "to be mended by hand" => texts.by_hand,
        "the number is made a text" => texts.becomes_text,
        "the end is taken from the token, else it counts as ended" => texts.end_from_token,
        "the field is removed" => texts.field_removed,
        "it is made the type that follows from the realm" => texts.type_from_realm,
        "it is made an empty text" => texts.becomes_empty_text,
        "it is made that of the section" => texts.becomes_type_of_section,
        "the entry goes to the key that it should have" => texts.goes_to_its_key,
        "the entry is removed" => texts.entry_removed,
        other => other,
    }
}
