use crate::pages::Language;

/// An API whose tokens the demo tenant issues.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Resource {
    /// What a scope of this API begins with when it is written in full.
    pub(crate) uri: &'static str,
    /// The audience of its access tokens.
    pub(crate) app_id: &'static str,
    /// What may be asked for.
    pub(crate) permissions: &'static [Permission],
}

/// One thing that an API lets a client do for a person.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Permission {
    /// As in the `scp` claim.
    pub(crate) name: &'static str,
    /// What the consent page says, in English, Portuguese and Italian.
    words: [&'static str; 3],
}

impl Permission {
    pub(crate) fn words(&self, language: Language) -> &'static str {
        self.words[language as usize]
    }
}

const fn permission(
    name: &'static str,
    english: &'static str,
    portuguese: &'static str,
    italian: &'static str,
) -> Permission {
    Permission { name, words: [english, portuguese, italian] }
}

/// Microsoft Graph's identifiers, so that scopes and audience are what clients know.
static GRAPH: Resource = Resource {
    uri: "https://graph.microsoft.com",
    app_id: "00000003-0000-0000-c000-000000000000",
    permissions: &[
        permission(
            "User.Read",
            "See who you are: name, address, job and picture",
            "Ver quem você é: nome, endereço, cargo e foto",
            "Vedere chi sei: nome, indirizzo, ruolo e foto",
        ),
        permission(
            "User.ReadBasic.All",
            "See the names and addresses of everybody in your organization",
            "Ver os nomes e endereços de todos na sua organização",
            "Vedere nomi e indirizzi di tutti nella tua organizzazione",
        ),
        permission(
            "People.Read",
            "See the people you work with most",
            "Ver as pessoas com quem você mais trabalha",
            "Vedere le persone con cui lavori di più",
        ),
        permission("Contacts.Read", "Read your contacts", "Ler os seus contatos", "Leggere i tuoi contatti"),
        permission("Mail.Read", "Read your mail", "Ler os seus e-mails", "Leggere la tua posta"),
        permission(
            "Mail.Send",
            "Send mail in your name",
            "Enviar e-mails em seu nome",
            "Inviare posta a tuo nome",
        ),
        permission(
            "Calendars.Read",
            "Read your calendars",
            "Ler os seus calendários",
            "Leggere i tuoi calendari",
        ),
        permission(
            "Files.Read",
            "Open your files, but not change them",
            "Abrir os seus arquivos, sem alterá-los",
            "Aprire i tuoi file, senza modificarli",
        ),
        permission(
            "Files.ReadWrite",
            "Open, change and delete your files",
            "Abrir, alterar e apagar os seus arquivos",
            "Aprire, modificare ed eliminare i tuoi file",
        ),
        permission(
            "Tasks.ReadWrite",
            "See and change your tasks",
            "Ver e alterar as suas tarefas",
            "Vedere e modificare le tue attività",
        ),
    ],
};

/// A second API, so that tokens for two audiences can be told apart.
static NOTEBOOK: Resource = Resource {
    uri: "api://demo-notebook",
    app_id: "7e55e2a0-3b1c-4d8f-9a46-c05d81f7b2f0",
    permissions: &[
        permission("Notes.Read", "Read your notebook", "Ler o seu caderno", "Leggere il tuo taccuino"),
        permission(
            "Notes.ReadWrite",
            "Read and write your notebook",
            "Ler e escrever no seu caderno",
            "Leggere e scrivere il tuo taccuino",
        ),
    ],
};

impl Resource {
    /// The API meant by scopes that name none.
    pub(crate) fn graph() -> &'static Self {
        &GRAPH
    }

    /// Splits a scope that is written in full into its API and the rest.
    pub(crate) fn split(scope: &str) -> Option<(&'static Self, &str)> {
        [&GRAPH, &NOTEBOOK].into_iter().find_map(|resource| {
            let (uri, rest) = scope.split_at_checked(resource.uri.len())?;
            (uri.eq_ignore_ascii_case(resource.uri)).then_some(())?;
            Some((resource, rest.strip_prefix('/')?))
        })
    }

    /// The permission of this name, in any case.
    pub(crate) fn permission(&'static self, name: &str) -> Option<&'static Permission> {
        self.permissions.iter().find(|permission| permission.name.eq_ignore_ascii_case(name))
    }
}

/// The scopes of OpenID Connect Core 1.0, sections 5.4 and 11.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OidcScope {
    OpenId,
    Profile,
    Email,
    OfflineAccess,
}

impl OidcScope {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::OpenId, Self::Profile, Self::Email, Self::OfflineAccess]
            .into_iter()
            .find(|scope| scope.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::OpenId => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::OfflineAccess => "offline_access",
        }
    }

    /// What the consent page says of it.
    pub(crate) fn words(self, language: Language) -> &'static str {
        let words = match self {
            Self::OpenId => ["Sign you in", "Fazer a sua entrada", "Farti accedere"],
            Self::Profile => {
                ["See your basic profile", "Ver o seu perfil básico", "Vedere il tuo profilo di base"]
            }
            Self::Email => {
                ["See your e-mail address", "Ver o seu endereço de e-mail", "Vedere il tuo indirizzo e-mail"]
            }
            Self::OfflineAccess => [
                "Keep this access when you are not using the app",
                "Manter este acesso quando você não estiver usando o aplicativo",
                "Mantenere questo accesso quando non usi l'app",
            ],
        };
        words[language as usize]
    }
}
