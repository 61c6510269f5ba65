use super::Ending;
use super::language::Language;

/// A headline, and a sentence on what to do.
pub(super) type Wording = (&'static str, &'static str);

pub(super) fn of(ending: Ending, language: Language) -> Wording {
    match language {
        Language::English => english(ending),
        Language::BrazilianPortuguese => brazilian_portuguese(ending),
        Language::Italian => italian(ending),
    }
}

/// What precedes the provider's own code.
pub(super) fn code_label(language: Language) -> &'static str {
    match language {
        Language::English => "Code for support",
        Language::BrazilianPortuguese => "Código para o suporte",
        Language::Italian => "Codice per l’assistenza",
    }
}

fn english(ending: Ending) -> Wording {
    match ending {
        Ending::SignedIn => ("You are signed in", "You may close this window and go back to Tessera."),
        Ending::GoesOn => ("Back to Tessera", "Tessera goes on with the sign-in. You may close this window."),
        Ending::Refused => (
            "You are not signed in",
            "The request was declined. You may close this window; to try again, start anew in Tessera.",
        ),
        Ending::AdministratorNeeded => (
            "An administrator has to agree first",
            "Ask your administrator to approve the application, then start anew in Tessera. You may close this window.",
        ),
        Ending::NotExpected => (
            "This answer was not expected",
            "It does not belong to the sign-in that Tessera waits for. Close this window; Tessera goes on waiting for the right one.",
        ),
        Ending::Cancelled => {
            ("You are not signed in", "The sign-in was cancelled in Tessera. You may close this window.")
        }
        Ending::Failed => {
            ("You are not signed in", "Something went wrong; Tessera says what. You may close this window.")
        }
    }
}

fn brazilian_portuguese(ending: Ending) -> Wording {
    match ending {
        Ending::SignedIn => ("Você entrou na sua conta", "Você pode fechar esta janela e voltar ao Tessera."),
        Ending::GoesOn => {
            ("De volta ao Tessera", "O Tessera continua com a entrada. Você pode fechar esta janela.")
        }
        Ending::Refused => (
            "Você não entrou na sua conta",
            "O pedido foi recusado. Você pode fechar esta janela; para tentar de novo, recomece no Tessera.",
        ),
        Ending::AdministratorNeeded => (
            "Um administrador precisa concordar antes",
            "Peça ao administrador que aprove o aplicativo e recomece no Tessera. Você pode fechar esta janela.",
        ),
        Ending::NotExpected => (
            "Esta resposta não era esperada",
            "Ela não pertence à entrada que o Tessera aguarda. Feche esta janela; o Tessera continua à espera da certa.",
        ),
        Ending::Cancelled => (
            "Você não entrou na sua conta",
            "A entrada foi cancelada no Tessera. Você pode fechar esta janela.",
        ),
        Ending::Failed => (
            "Você não entrou na sua conta",
            "Algo deu errado; o Tessera diz o quê. Você pode fechar esta janela.",
        ),
    }
}

fn italian(ending: Ending) -> Wording {
    match ending {
        Ending::SignedIn => ("Accesso effettuato", "Puoi chiudere questa finestra e tornare a Tessera."),
        Ending::GoesOn => {
            ("Torna a Tessera", "Tessera prosegue con l’accesso. Puoi chiudere questa finestra.")
        }
        Ending::Refused => (
            "Accesso non effettuato",
            "La richiesta è stata rifiutata. Puoi chiudere questa finestra; per riprovare, ricomincia da Tessera.",
        ),
        Ending::AdministratorNeeded => (
            "Prima deve acconsentire un amministratore",
            "Chiedi all’amministratore di approvare l’applicazione, poi ricomincia da Tessera. Puoi chiudere questa finestra.",
        ),
        Ending::NotExpected => (
            "Questa risposta non era attesa",
            "Non appartiene all’accesso che Tessera sta aspettando. Chiudi questa finestra; Tessera continua ad attendere quella giusta.",
        ),
        Ending::Cancelled => (
            "Accesso non effettuato",
            "L’accesso è stato annullato in Tessera. Puoi chiudere questa finestra.",
        ),
        Ending::Failed => (
            "Accesso non effettuato",
            "Qualcosa è andato storto; Tessera dice che cosa. Puoi chiudere questa finestra.",
        ),
    }
}
