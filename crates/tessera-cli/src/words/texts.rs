/// Makes a struct of texts, and for the tests the list of them with their names.
macro_rules! texts {
    ($(#[$about:meta])* $struct:ident { $($name:ident)+ }) => {
        $(#[$about])*
        pub(crate) struct $struct { $(pub(crate) $name: &'static str),+ }

        #[cfg(test)]
        impl $struct {
            pub(crate) fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($name), self.$name)),+]
            }
        }
    };
}
pub(super) use texts;

texts! {
    /// The texts of this program.
    Words {
        // Headings and cells of tables.
        username name kind state provider home_account_id account application tenant ends scopes id client_id
        authority work personal guest other ready renews_by_itself sign_in_again access identity refresh ended
        // Accounts and tokens.
        nobody no_tokens in_use signed_in sign_in_link code_to_type code_in_link waiting_for_code trying_again
        link_to_open no_browser_opened in_wsl in_container over_ssh paste_here device_code_instead
        pasted_too_long pasted_no_answer pasted_of_another pasted_invalid pasted_too_late sign_out_link no_browser_sign_out
        gone would_go stays would_stay nothing
        one_account accounts one_access_token access_tokens one_refresh_token refresh_tokens one_id_token id_tokens
        // What happened.
        time what program details nothing_happened activity_not_kept activity_moved activity_unreadable since_invalid
        // Providers.
        no_provider connected was_connected disconnected
        // The cache.
        path not_written size key_in_keyring key_of_passphrase no_key writes holds backup
        sound mended problem
        imported unreadable nothing_imported import_left_problems
        exported exported_redacted terminal_shows_tokens
        sealed_by_keyring sealed_by_new_passphrase sealed_by_same_passphrase
        old_key_of_passphrase old_key_forgotten old_key_needed old_key_stuck old_key_unknown passphrase_file_changes
        came_back would_come_back accounts_of_backup
        nothing_to_replace nothing_replaced would_become_backup became_backup moved_aside
        pages_written
        // The store of a web app.
        store_cache store_tokens store_nobody store_users store_only_ids store_other_prefixes store_not_searched
        cache_of_user cache_of_session cache_on_behalf cache_of_application
        cache_damaged cache_of_other_key cache_not_sealed cache_sealed cache_foreign
        stats_users stats_sessions stats_on_behalf stats_applications stats_key stats_not_sealed stats_set_aside
        ask_user ask_application_tokens ask_set_aside ask_everything confirm yes
        one_cache caches one_set_aside several_set_aside
        // Questions and notes.
        passphrase new_passphrase same_again no_keyring settings_moved plain_warning
        clock_ahead clock_behind
        // Why silence would succeed or not.
        explain_environment_same explain_environment_alias explain_environment_other explain_account_known
        explain_account_unknown explain_client explain_client_family explain_client_unknown explain_tokens_of_others
        explain_realm explain_realm_none explain_realm_unknown explain_scopes explain_new_demanded
        explain_claims_demanded explain_no_access_token explain_access_token explain_serves explain_ahead_from
        explain_ahead_since explain_other_realm explain_scopes_missing explain_ended explain_ends_soon explain_bound
        explain_not_bearer explain_unreadable explain_no_refresh_token explain_refresh_token explain_own
        explain_family explain_of_another explain_dead explain_dead_code explain_throttled explain_alias
        explain_cached explain_cached_ahead explain_asks_provider explain_not_before explain_unknown_account
        explain_nothing_to_renew_with explain_all_dead explain_sign_in
        // Errors.
        import_failed import_sealed import_redacted import_of_something_else set_aside no_such_account ambiguous_account no_account_chosen nobody_to_use
        sign_in_needed sign_in_needed_code no_provider_of no_such_provider no_provider_yet ambiguous_provider
        provider_not_reached no_provider_chosen passphrase_file no_terminal passphrases_differ exists
        plain_without_cache not_with_plain is_plain is_sealed not_sealed is_the_cache cannot_read cannot_write
        too_large problems_left cancelled output runtime claims_invalid claims_too_long
        // Errors of the store of a web app.
        no_store_address not_with_store prefix_needed confirmation_needed not_confirmed no_such_user no_such_user_id
        caches_unreadable caches_not_searched purge_cut_short
        address_scheme address_sqlite address_of_a_process address_replica address_redis address_insecure
        address_several_hosts address_cluster_database address_postgres no_database no_tables newer_tables no_random
        ring_empty ring_not_a_key ring_id_invalid ring_key_invalid ring_id_taken
    }
}
