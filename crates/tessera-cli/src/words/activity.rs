//! What happened, in words.

use activity::{Fault, Outcome, What};

use super::{Language, spoken_language, texts::texts};

texts! {
    /// What happened, how it ended, and why it did not come about.
    ActivityWords {
        sign_in device_sign_in sign_out browser_sign_out renewal clear undo token_shown token_copied
        account_chosen import_ export support_export key_changed passphrase_changed keyring_chosen restore
        repair start_over set_aside cache_changed provider_added provider_changed provider_removed
        log_cleared unknown not_signed_in not_renewed cancelled sign_in_needed came gone by_process somebody
        fault_network fault_certificate fault_provider_busy fault_provider_refused fault_answer_invalid
        fault_consent_missing fault_timed_out fault_clock fault_provider_invalid fault_nothing_to_renew_with
        fault_signed_out fault_storage fault_lock_held fault_system fault_unknown
    }
}

/// The words of the language that is spoken.
pub(crate) fn activity_words() -> &'static ActivityWords {
    match spoken_language() {
        Language::English => &ENGLISH,
        Language::Portuguese => &PORTUGUESE,
        Language::Italian => &ITALIAN,
    }
}

/// What happened, and how it ended.
pub(crate) fn happened(what: &What, outcome: &Outcome) -> &'static str {
    let words = activity_words();
    match outcome {
        Outcome::Done => done(words, what),
        Outcome::Cancelled => words.cancelled,
        Outcome::SignInNeeded => words.sign_in_needed,
        Outcome::Failed | Outcome::Other(_) => match what {
            What::SignIn | What::DeviceSignIn => words.not_signed_in,
            _ => words.not_renewed,
        },
    }
}

fn done(words: &ActivityWords, what: &What) -> &'static str {
    match what {
        What::SignIn => words.sign_in,
        What::DeviceSignIn => words.device_sign_in,
        What::SignOut => words.sign_out,
        What::BrowserSignOut => words.browser_sign_out,
        What::Renewal => words.renewal,
        What::Clear => words.clear,
        What::Undo => words.undo,
        What::TokenShown => words.token_shown,
        What::TokenCopied => words.token_copied,
        What::AccountChosen => words.account_chosen,
        What::Import => words.import_,
        What::Export => words.export,
        What::SupportExport => words.support_export,
        What::KeyChanged => words.key_changed,
        What::PassphraseChanged => words.passphrase_changed,
        What::KeyringChosen => words.keyring_chosen,
        What::Restore => words.restore,
        What::Repair => words.repair,
        What::StartOver => words.start_over,
        What::SetAside => words.set_aside,
        What::CacheChanged => words.cache_changed,
        What::ProviderAdded => words.provider_added,
        What::ProviderChanged => words.provider_changed,
        What::ProviderRemoved => words.provider_removed,
        What::LogCleared => words.log_cleared,
        What::Other(_) => words.unknown,
    }
}

/// Why it did not come about.
pub(crate) fn fault(fault: &Fault) -> &'static str {
    let words = activity_words();
    match fault {
        Fault::Network => words.fault_network,
        Fault::Certificate => words.fault_certificate,
        Fault::ProviderBusy => words.fault_provider_busy,
        Fault::ProviderRefused => words.fault_provider_refused,
        Fault::AnswerInvalid => words.fault_answer_invalid,
        Fault::ConsentMissing => words.fault_consent_missing,
        Fault::TimedOut => words.fault_timed_out,
        Fault::Clock => words.fault_clock,
        Fault::ProviderInvalid => words.fault_provider_invalid,
        Fault::NothingToRenewWith => words.fault_nothing_to_renew_with,
        Fault::SignedOut => words.fault_signed_out,
        Fault::Storage => words.fault_storage,
        Fault::LockHeld => words.fault_lock_held,
        Fault::System => words.fault_system,
        Fault::Other(_) => words.fault_unknown,
    }
}

pub(super) static ENGLISH: ActivityWords = ActivityWords {
    sign_in: "signed in",
    device_sign_in: "signed in with a code on another device",
    sign_out: "signed out",
    browser_sign_out: "signed out here and in the browser",
    renewal: "token renewed",
    clear: "tokens cleared",
    undo: "brought back",
    token_shown: "token's text shown",
    token_copied: "token copied",
    account_chosen: "account taken into use",
    import_: "accounts and tokens imported",
    export: "everything exported, with all tokens",
    support_export: "exported for support, without tokens",
    key_changed: "the cache got a new key",
    passphrase_changed: "the cache got another passphrase",
    keyring_chosen: "the cache's key moved to the keyring",
    restore: "backup restored",
    repair: "entries of the cache mended",
    start_over: "the cache was given up, and a new one begun",
    set_aside: "the cache could not be used and was moved aside",
    cache_changed: "another program changed the cache",
    provider_added: "provider connected",
    provider_changed: "provider changed",
    provider_removed: "provider removed",
    log_cleared: "what had happened before was cleared here",
    unknown: "something that a newer program noted",
    not_signed_in: "not signed in",
    not_renewed: "token not renewed",
    cancelled: "sign-in cancelled",
    sign_in_needed: "token not renewed: sign in again",
    came: "came: {what}",
    gone: "went: {what}",
    by_process: "{name} ({id})",
    somebody: "unknown",
    fault_network: "the provider could not be reached",
    fault_certificate: "whoever answered for the provider could not be trusted",
    fault_provider_busy: "the provider was busy",
    fault_provider_refused: "the provider refused",
    fault_answer_invalid: "the provider's answer could not be used",
    fault_consent_missing: "the consent was refused, or has to come from an administrator",
    fault_timed_out: "nobody signed in in time",
    fault_clock: "this computer's clock was wrong",
    fault_provider_invalid: "the provider's details, or a scope, cannot be right",
    fault_nothing_to_renew_with: "there was nothing to renew with",
    fault_signed_out: "the account was signed out, or its tokens cleared, meanwhile",
    fault_storage: "the cache could not be read or written",
    fault_lock_held: "another program kept the cache locked",
    fault_system: "this computer lacked something, such as a free port",
    fault_unknown: "the reason was noted by a newer program",
};

pub(super) static PORTUGUESE: ActivityWords = ActivityWords {
    sign_in: "entrou",
    device_sign_in: "entrou com um código em outro dispositivo",
    sign_out: "saiu",
    browser_sign_out: "saiu aqui e no navegador",
    renewal: "token renovado",
    clear: "tokens limpos",
    undo: "trazido de volta",
    token_shown: "texto do token mostrado",
    token_copied: "token copiado",
    account_chosen: "conta posta em uso",
    import_: "contas e tokens importados",
    export: "tudo exportado, com todos os tokens",
    support_export: "exportado para o suporte, sem tokens",
    key_changed: "o cache recebeu uma chave nova",
    passphrase_changed: "o cache recebeu outra frase secreta",
    keyring_chosen: "a chave do cache foi para o chaveiro",
    restore: "cópia de segurança restaurada",
    repair: "entradas do cache corrigidas",
    start_over: "o cache foi abandonado, e outro foi começado",
    set_aside: "o cache não pôde ser usado e foi posto de lado",
    cache_changed: "outro programa alterou o cache",
    provider_added: "provedor conectado",
    provider_changed: "provedor alterado",
    provider_removed: "provedor removido",
    log_cleared: "o que havia acontecido antes foi limpo aqui",
    unknown: "algo que um programa mais novo anotou",
    not_signed_in: "não entrou",
    not_renewed: "token não renovado",
    cancelled: "login cancelado",
    sign_in_needed: "token não renovado: entre de novo",
    came: "chegou: {what}",
    gone: "saiu: {what}",
    by_process: "{name} ({id})",
    somebody: "desconhecido",
    fault_network: "não foi possível alcançar o provedor",
    fault_certificate: "quem respondeu pelo provedor não era confiável",
    fault_provider_busy: "o provedor estava ocupado",
    fault_provider_refused: "o provedor recusou",
    fault_answer_invalid: "a resposta do provedor não pôde ser usada",
    fault_consent_missing: "o consentimento foi recusado, ou tem de vir de um administrador",
    fault_timed_out: "ninguém entrou a tempo",
    fault_clock: "o relógio deste computador estava errado",
    fault_provider_invalid: "os dados do provedor, ou um escopo, não podem estar certos",
    fault_nothing_to_renew_with: "não havia com que renovar",
    fault_signed_out: "a conta saiu, ou seus tokens foram limpos, nesse meio-tempo",
    fault_storage: "o cache não pôde ser lido ou gravado",
    fault_lock_held: "outro programa manteve o cache bloqueado",
    fault_system: "faltou algo neste computador, como uma porta livre",
    fault_unknown: "o motivo foi anotado por um programa mais novo",
};

pub(super) static ITALIAN: ActivityWords = ActivityWords {
    sign_in: "accesso effettuato",
    device_sign_in: "accesso effettuato con un codice su un altro dispositivo",
    sign_out: "disconnesso",
    browser_sign_out: "disconnesso qui e nel browser",
    renewal: "token rinnovato",
    clear: "token cancellati",
    undo: "ripristinato",
    token_shown: "testo del token mostrato",
    token_copied: "token copiato",
    account_chosen: "account messo in uso",
    import_: "account e token importati",
    export: "esportato tutto, con tutti i token",
    support_export: "esportato per l'assistenza, senza token",
    key_changed: "la cache ha una nuova chiave",
    passphrase_changed: "la cache ha un'altra passphrase",
    keyring_chosen: "la chiave della cache è passata al portachiavi",
    restore: "copia di sicurezza ripristinata",
    repair: "voci della cache riparate",
    start_over: "la cache è stata abbandonata e ne è iniziata una nuova",
    set_aside: "la cache era inutilizzabile ed è stata messa da parte",
    cache_changed: "un altro programma ha modificato la cache",
    provider_added: "provider collegato",
    provider_changed: "provider modificato",
    provider_removed: "provider rimosso",
    log_cleared: "ciò che era successo prima è stato cancellato qui",
    unknown: "qualcosa annotato da un programma più recente",
    not_signed_in: "accesso non effettuato",
    not_renewed: "token non rinnovato",
    cancelled: "accesso annullato",
    sign_in_needed: "token non rinnovato: accedi di nuovo",
    came: "arrivato: {what}",
    gone: "rimosso: {what}",
    by_process: "{name} ({id})",
    somebody: "sconosciuto",
    fault_network: "il provider non era raggiungibile",
    fault_certificate: "chi ha risposto per il provider non era attendibile",
    fault_provider_busy: "il provider era occupato",
    fault_provider_refused: "il provider ha rifiutato",
    fault_answer_invalid: "la risposta del provider non era utilizzabile",
    fault_consent_missing: "il consenso è stato rifiutato, o deve darlo un amministratore",
    fault_timed_out: "nessuno ha effettuato l'accesso in tempo",
    fault_clock: "l'orologio di questo computer era sbagliato",
    fault_provider_invalid: "i dati del provider, o un ambito, non possono essere giusti",
    fault_nothing_to_renew_with: "non c'era con che rinnovare",
    fault_signed_out: "nel frattempo l'account è stato disconnesso, o i suoi token cancellati",
    fault_storage: "la cache non era leggibile o scrivibile",
    fault_lock_held: "un altro programma teneva bloccata la cache",
    fault_system: "a questo computer mancava qualcosa, come una porta libera",
    fault_unknown: "il motivo è stato annotato da un programma più recente",
};
