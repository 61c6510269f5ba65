use activity::What;
use connections::now;
use serde::Serialize;
use token_cache::{Finding, ProblemKind, Repaired};

use crate::{
    error::CommandError,
    output::Output,
    printable::one_line,
    session::Session,
    words::{self, fill, say, words},
};

/// A finding, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    kind: &'static str,
    section: &'static str,
    key: Option<String>,
    problem: String,
    remedy: &'static str,
}

#[derive(Serialize)]
struct Answer {
    mended: Vec<Row>,
    problems: Vec<Row>,
}

/// Fails where there are problems, so that a script sees it.
pub(crate) async fn check(session: &Session, output: Output) -> Result<(), CommandError> {
    let problems = session.load().await?.check(now());
    tell(output, Repaired { mended: Vec::new(), left: problems })
}

/// Mends under the lock.
pub(crate) async fn repair(session: &Session, output: Output) -> Result<(), CommandError> {
    let now = now();
    let repaired = session.change(move |cache| cache.repair(now)).await?;
    if !repaired.mended.is_empty() {
        session.note(What::Repair);
    }
    tell(output, repaired)
}

fn tell(output: Output, Repaired { mended, left }: Repaired) -> Result<(), CommandError> {
    let rows = |findings: &[Finding]| findings.iter().map(Row::of).collect();
    let answer = Answer { mended: rows(&mended), problems: rows(&left) };
    output.answer(&answer, |_| {
        let line = |text: &str, finding: &Finding| {
            let (finding, remedy) = words::told(finding);
            fill(text, &[("finding", &one_line(&finding)), ("remedy", &remedy)]) + "\n"
        };
        let mended_lines = mended.iter().map(|finding| line(words().mended, finding));
        let lines: String =
            mended_lines.chain(left.iter().map(|finding| line(words().problem, finding))).collect();
        if lines.is_empty() { say!(sound) + "\n" } else { lines }
    })?;
    if left.is_empty() { Ok(()) } else { Err(CommandError::ProblemsLeft(left.len())) }
}

impl Row {
    fn of(finding: &Finding) -> Self {
        Self {
            kind: match finding.problem.kind() {
                ProblemKind::Crashing => "crashing",
                ProblemKind::MisKeyed => "mis-keyed",
                ProblemKind::Double => "double",
                ProblemKind::Orphan => "orphan",
            },
            section: finding.section.name(),
            key: finding.stored_key().map(str::to_owned),
            problem: finding.problem.to_string(),
            remedy: finding.problem.remedy(),
        }
    }
}
