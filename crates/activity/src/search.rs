//! Whether an entry is what somebody looks for.

use crate::Entry;

/// Whether every word of the query occurs in the entry, in any case: in a name, an ID, a scope, a code, the name of a
/// program, or in `told`, which is how the person is told of it.
pub fn matches(entry: &Entry, query: &str, told: &str) -> bool {
    let everything = texts(entry).chain([told.to_owned()]).collect::<Vec<_>>().join("\n").to_lowercase();
    query.to_lowercase().split_whitespace().all(|word| everything.contains(word))
}

fn texts(entry: &Entry) -> impl Iterator<Item = String> {
    let person = entry.account.iter().flat_map(|person| {
        [&person.home_account_id, &person.environment, &person.username, &person.name].map(Clone::clone)
    });
    let application = entry.application.iter().flat_map(|application| {
        [Some(application.client_id.clone()), application.name.clone()].into_iter().flatten()
    });
    let others = [&entry.tenant, &entry.provider_code, &entry.provider, &entry.path];
    let words =
        [word(&entry.what), word(&entry.outcome), word(&entry.fault), Some(entry.program.name.clone())];
    person
        .chain(application)
        .chain(others.into_iter().flatten().cloned())
        .chain(entry.scopes.iter().cloned())
        .chain(words.into_iter().flatten())
}

/// The word that stands for it in the file.
fn word(value: &impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use token_cache::Timestamp;

    use super::*;
    use crate::{Application, Fault, Outcome, Person, Program, What};

    #[test]
    fn every_word_has_to_occur_somewhere_in_any_case() {
        let entry = Entry {
            outcome: Outcome::Failed,
            fault: Some(Fault::ProviderRefused),
            provider_code: Some("AADSTS50173".to_owned()),
            account: Some(Person { username: "ada@lumenworks.example".to_owned(), ..Person::default() }),
            application: Some(Application {
                client_id: "app-1".to_owned(),
                name: Some("Payroll".to_owned()),
            }),
            scopes: vec!["Mail.Read".to_owned()],
            program: Program::named("tessera"),
            ..Entry::new(What::Renewal, Timestamp::from_unix(5))
        };
        for query in
            ["", "ADA@", "mail.read payroll", "50173 renewal", "provider-refused", "app-1 TESSERA", "conta"]
        {
            assert!(matches(&entry, query, "da conta"), "{query}");
        }
        for query in ["bo", "ada bo", "sign-out"] {
            assert!(!matches(&entry, query, "da conta"), "{query}");
        }
    }
}
