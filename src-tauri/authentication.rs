//! Before a token's text leaves the cache, the system asks the person to authenticate, if they chose that.

use system_authentication::{NotAuthenticated, ask, can_ask};

use crate::{
    app::App,
    error::Answer,
    views::{ErrorCode, ErrorView},
};

/// The question's name to the system; on Linux the packages bring its words.
const QUESTION: &str = "dev.tessera.desktop.show-token";
/// The question by the beginning of a language's tag: as polkit asks it, and as the end of the sentence that macOS begins
/// with "Tessera is trying to".
const WORDS: [(&str, &str, &str); 3] = [
    ("en", "Authenticate to show, copy or export tokens in Tessera", "show, copy or export tokens"),
    (
        "pt",
        "Autentique-se para mostrar, copiar ou exportar tokens no Tessera",
        "mostrar, copiar ou exportar tokens",
    ),
    (
        "it",
        "Autenticati per mostrare, copiare o esportare token in Tessera",
        "mostrare, copiare o esportare token",
    ),
];

/// Whether the system could ask.
pub(crate) async fn is_possible() -> bool {
    can_ask(QUESTION).await
}

impl App {
    /// Has the system ask, if the person chose that.
    pub(crate) async fn authenticate(&self) -> Answer<()> {
        if self.providers.preferences().authenticate {
            self.ask().await?;
        }
        Ok(())
    }

    async fn ask(&self) -> Result<(), NotAuthenticated> {
        ask(QUESTION, words(self.providers.preferences().language)).await
    }

    /// Has the system ask before that choice changes: nobody else is to take it back, and nobody is to choose what does
    /// not work here. It can be taken back where the system cannot ask any more. It can be given up while the system asks.
    pub(crate) async fn choose_authentication(&self, wanted: bool, attempt: u32) -> Answer<()> {
        let asking = async {
            match self.ask().await {
                Err(NotAuthenticated::CannotAsk) if !wanted => Ok(()),
                asked => Ok(asked?),
            }
        };
        if wanted != self.providers.preferences().authenticate {
            self.attempts.wait_for(attempt, asking).await?;
            self.providers.set_authenticate(wanted)?;
            self.changed();
        }
        Ok(())
    }
}

/// The question in the language that the person chose, else in the system's that is nearest.
fn words(chosen: Option<String>) -> &'static str {
    let of_language = |language: String| WORDS.iter().find(|(beginning, ..)| language.starts_with(beginning));
    let mut languages = chosen.into_iter().chain(system_languages());
    let (_, question, purpose) = languages.find_map(of_language).unwrap_or(&WORDS[0]);
    if cfg!(target_os = "macos") { purpose } else { question }
}

#[cfg(not(target_os = "linux"))]
fn system_languages() -> impl Iterator<Item = String> {
    sys_locale::get_locales()
}

/// polkit knows which language to ask in.
#[cfg(target_os = "linux")]
fn system_languages() -> impl Iterator<Item = String> {
    std::iter::empty()
}

impl From<NotAuthenticated> for ErrorView {
    fn from(error: NotAuthenticated) -> Self {
        let code = match error {
            NotAuthenticated::CannotAsk => ErrorCode::AuthenticationImpossible,
            NotAuthenticated::NobodyAsks => ErrorCode::AuthenticationAgentMissing,
            NotAuthenticated::Declined => ErrorCode::AuthenticationDeclined,
            NotAuthenticated::Failed(_) => ErrorCode::AuthenticationFailed,
        };
        Self::new(code, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_asks_the_same() {
        let policy = include_str!("dev.tessera.desktop.policy");
        assert_eq!(policy.matches("<message").count(), WORDS.len());
        for (language, question, purpose) in WORDS {
            assert!(policy.contains(&format!(">{question}</message>")), "{language}");
            assert!(question.contains(purpose), "{language}");
        }
    }

    #[test]
    fn the_question_is_in_the_language_that_the_person_chose() {
        for (chosen, at) in [("en", 0), ("pt-BR", 1), ("it", 2)] {
            let (_, question, purpose) = WORDS[at];
            let expected = if cfg!(target_os = "macos") { purpose } else { question };
            assert_eq!(words(Some(chosen.into())), expected);
        }
    }
}
