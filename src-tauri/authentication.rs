//! Before a token's text leaves the cache, the system asks the person to authenticate, if they chose that.

use system_authentication::{NotAuthenticated, ask, can_ask};

use crate::{
    app::App,
    error::Answer,
    views::{ErrorCode, ErrorView},
};

/// The question's name to the system; on Linux the packages bring its words.
const QUESTION: &str = "dev.tessera.desktop.show-token";

/// Whether the system could ask.
pub(crate) async fn is_possible() -> bool {
    can_ask(QUESTION).await
}

impl App {
    /// Has the system ask, if the person chose that.
    pub(crate) async fn authenticate(&self) -> Answer<()> {
        if self.providers.preferences().authenticate {
            ask(QUESTION).await?;
        }
        Ok(())
    }

    /// Has the system ask before that choice changes: nobody else is to take it back, and nobody is to choose what does
    /// not work here. It can be taken back where the system cannot ask any more. It can be given up while the system asks.
    pub(crate) async fn choose_authentication(&self, wanted: bool, attempt: u32) -> Answer<()> {
        let asking = async {
            match ask(QUESTION).await {
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
