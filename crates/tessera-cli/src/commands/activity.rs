//! What happened to accounts and tokens.

use activity::{Entry, Person, Recorded, matches};
use chrono::{DateTime, Local, NaiveDate, TimeZone};
use connections::now;
use token_cache::Timestamp;

use super::removal::{Numbers, sentence};
use crate::{
    arguments::Activity,
    error::CommandError,
    output::{Output, note},
    session::Session,
    tables::table,
    when,
    words::{Words, activity_words, fault, fill, happened, say, words},
};

/// The cache itself is not opened for it.
pub(crate) fn run(session: &Session, output: Output, asked: &Activity) -> Result<(), CommandError> {
    let since = asked.since.as_deref().map(|since| begin_of(since, now())).transpose()?;
    let Recorded { mut entries, unreadable } = session.activity()?.read()?;
    entries.retain(|entry| {
        since.is_none_or(|since| entry.time >= since)
            && asked.account.as_deref().is_none_or(|name| is_named(entry, name))
            && asked.search.as_deref().is_none_or(|query| matches(entry, query, &cells(entry).join("\n")))
    });
    output.answer(&entries, |entries| text(entries))?;
    if unreadable > 0 {
        note(&format!("tessera: {}", say!(activity_unreadable, count = unreadable)));
    }
    Ok(())
}

/// An account that is gone is known by what was noted of it only.
fn is_named(entry: &Entry, name: &str) -> bool {
    let is_it = |person: &Person| {
        person.home_account_id == name
            || person.username.to_lowercase() == name.to_lowercase()
            || format!("{}/{}", person.environment, person.home_account_id) == name
    };
    entry.account.as_ref().is_some_and(is_it)
}

/// When that was, in seconds since 1970.
fn begin_of(since: &str, now: Timestamp) -> Result<i64, CommandError> {
    let span = || {
        let (number, unit) = since.split_at_checked(since.len().checked_sub(1)?)?;
        let seconds = match unit {
            "m" => 60,
            "h" => 3600,
            "d" => 86_400,
            _ => return None,
        };
        let number: u32 = number.parse().ok()?;
        Some(now.as_unix() - i64::from(number) * seconds)
    };
    let moment = || Some(DateTime::parse_from_rfc3339(since).ok()?.timestamp());
    let day = || {
        let midnight = since.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?;
        Some(Local.from_local_datetime(&midnight).earliest()?.timestamp())
    };
    let found = span().or_else(moment).or_else(day);
    found.ok_or_else(|| CommandError::SinceInvalid { since: since.to_owned() })
}

fn text(entries: &[Entry]) -> String {
    let rows: Vec<_> = entries.iter().map(cells).collect();
    let Words { time, what, account, program, details, nothing_happened, .. } = words();
    table([time, what, account, program, details], &rows, nothing_happened)
}

fn cells(entry: &Entry) -> [String; 5] {
    let person = entry.account.as_ref();
    let account = person
        .map(|person| if person.username.is_empty() { &person.home_account_id } else { &person.username });
    let program = match (entry.program.name.as_str(), entry.program.process_id) {
        ("", _) => activity_words().somebody.to_owned(),
        (name, None) => name.to_owned(),
        (name, Some(id)) => fill(activity_words().by_process, &[("name", &name), ("id", &id)]),
    };
    [
        when::utc(Some(Timestamp::from_unix(entry.time))),
        happened(&entry.what, &entry.outcome).to_owned(),
        account.cloned().unwrap_or_default(),
        program,
        details(entry).join("; "),
    ]
}

/// What else is known of it.
fn details(entry: &Entry) -> Vec<String> {
    let counted = |text: &str, counts: activity::Counts| {
        (!counts.is_empty()).then(|| fill(text, &[("what", &sentence(&Numbers::from(counts)))]))
    };
    let why = entry.fault.as_ref().map(|why| match &entry.provider_code {
        Some(code) => format!("{} ({code})", fault(why)),
        None => fault(why).to_owned(),
    });
    let application = entry.application.as_ref();
    let application = application.map(|it| it.name.clone().unwrap_or_else(|| it.client_id.clone()));
    let scopes = (!entry.scopes.is_empty()).then(|| entry.scopes.join(" "));
    let parts = [
        why,
        counted(activity_words().came, entry.came),
        counted(activity_words().gone, entry.gone),
        entry.provider.clone(),
        application,
        entry.tenant.clone(),
        scopes,
        entry.path.clone(),
    ];
    parts.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_a_span_a_moment_or_a_day() {
        let now = Timestamp::from_unix(1_800_000_000);
        let begin = |since: &str| begin_of(since, now).ok();
        assert_eq!(begin("30m"), Some(1_800_000_000 - 1800));
        assert_eq!(begin("24h"), begin("1d"));
        assert_eq!(begin("2027-01-15T08:00:00Z"), Some(1_800_000_000));
        assert_eq!(begin("2027-01-15T09:00:00+01:00"), Some(1_800_000_000));
        assert!(begin("2027-01-15").is_some_and(|day| (day - 1_800_000_000).abs() < 86_400));
        for wrong in ["", "d", "-1d", "7", "7w", "yesterday", "2027-02-30", "é", "99999999999d"] {
            assert_eq!(begin(wrong), None, "{wrong}");
        }
    }
}
