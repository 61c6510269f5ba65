use crate::Refusal;

/// Codes of refresh tokens that have ended, or were revoked (Microsoft docs, "Microsoft Entra authentication and
/// authorization error codes").
const DEAD: [&str; 5] = ["AADSTS70008", "AADSTS70043", "AADSTS50173", "AADSTS700082", "AADSTS700084"];

/// How the same is worded by those of Microsoft's providers that have no such codes (Microsoft docs, "Error codes: Azure
/// Active Directory B2C"; AD FS).
const DEAD_IN_OTHER_WORDS: [&str; 3] = ["AADB2C90080", "AADB2C90129", "MSIS9615"];

/// Whether a refusal says that the refresh token itself is of no use to anybody any more; not that a person has to do
/// something first, nor that the token is another application's.
///
/// Entra says so by its `suberror` (Microsoft docs, "Handle errors and exceptions in MSAL"). Other providers have no
/// more than `invalid_grant`, which says it (RFC 6749, section 5.2).
pub(super) fn is_dead(refusal: &Refusal, speaks_entra: bool) -> bool {
    match (refusal.error(), refusal.suberror()) {
        ("invalid_grant" | "interaction_required" | "login_required", Some("bad_token")) => true,
        ("invalid_grant", Some(suberror)) => suberror == "token_expired",
        ("invalid_grant", None) => is_dead_by_code(refusal, speaks_entra),
        _ => false,
    }
}

fn is_dead_by_code(refusal: &Refusal, speaks_entra: bool) -> bool {
    let code = refusal.code();
    if code.starts_with("AADSTS") {
        return DEAD.contains(&code.as_str());
    }
    !speaks_entra || DEAD_IN_OTHER_WORDS.iter().any(|word| refusal.description().starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(error: &str, suberror: &str, description: &str) -> Refusal {
        Refusal::new(error, Some(description), Some(suberror))
    }

    #[test]
    fn entra_calls_a_refresh_token_dead_by_suberror_or_code() {
        for (suberror, description) in [
            ("bad_token", ""),
            ("token_expired", ""),
            ("", "AADSTS50173: revoked"),
            ("", "AADB2C90080: expired"),
        ] {
            assert!(
                is_dead(&refusal("invalid_grant", suberror, description), true),
                "{suberror} {description}"
            );
        }
        assert!(is_dead(&refusal("interaction_required", "bad_token", ""), true));
    }

    #[test]
    fn what_a_person_can_put_right_kills_no_refresh_token() {
        for suberror in [
            "basic_action",
            "additional_action",
            "message_only",
            "consent_required",
            "user_password_expired",
            "protection_policy_required",
            "client_mismatch",
            "something_new",
        ] {
            assert!(!is_dead(&refusal("invalid_grant", suberror, "AADSTS50173"), true), "{suberror}");
        }
        for (error, description) in [
            ("invalid_grant", "AADSTS50057: disabled"),
            ("invalid_grant", ""),
            ("interaction_required", "AADSTS50076"),
            ("invalid_client", ""),
            ("temporarily_unavailable", ""),
        ] {
            assert!(!is_dead(&refusal(error, "", description), true), "{error} {description}");
        }
    }

    #[test]
    fn other_providers_say_it_by_the_error_alone() {
        assert!(is_dead(&refusal("invalid_grant", "", "Token is not active"), false));
        let disabled = refusal("invalid_grant", "", "AADSTS50057: disabled");
        assert!(!is_dead(&disabled, false), "Entra is Entra, however it is spoken to");
        for error in ["invalid_scope", "unauthorized_client", "interaction_required", "server_error"] {
            assert!(!is_dead(&refusal(error, "", ""), false), "{error}");
        }
    }
}
