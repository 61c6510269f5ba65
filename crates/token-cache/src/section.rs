/// The five sections of the unified schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// Access tokens.
    AccessToken,
    /// One entry for each account and realm.
    Account,
    /// ID tokens.
    IdToken,
    /// Refresh tokens.
    RefreshToken,
    /// What is known about each application: its family.
    AppMetadata,
}

impl Section {
    /// In the order in which a first sign-in writes them.
    pub const ALL: [Self; 5] =
        [Self::AccessToken, Self::Account, Self::IdToken, Self::RefreshToken, Self::AppMetadata];

    /// Whether a section has that name.
    pub(crate) fn is_name(name: &str) -> bool {
        Self::ALL.iter().any(|section| section.name() == name)
    }

    /// Its name in the JSON, which is also the `credential_type` of its entries.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessToken => "AccessToken",
            Self::Account => "Account",
            Self::IdToken => "IdToken",
            Self::RefreshToken => "RefreshToken",
            Self::AppMetadata => "AppMetadata",
        }
    }
}
