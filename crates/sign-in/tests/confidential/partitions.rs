use sign_in::{ConfidentialClientApplication, Refresh, SilentRequest, TokenSource};
use token_cache::{AccountId, Secret};
use token_store::PartitionKey;

use crate::support::SCOPE;
use crate::world::{World, claim, interaction, sign_in, silently, token};

async fn renew_many(
    application: &ConfidentialClientApplication,
    accounts: &[AccountId],
    times: usize,
) -> Vec<(AccountId, sign_in::AcquiredToken)> {
    let tasks: Vec<_> = (0..times)
        .flat_map(|_| accounts)
        .map(|account| {
            let (application, account) = (application.clone(), account.clone());
            tokio::spawn(async move {
                let got = token(silently(&application, &account).await);
                (account, got)
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.push(task.await.unwrap());
    }
    all
}

#[tokio::test]
async fn each_user_has_a_cache_of_their_own_and_never_sees_anothers_token() {
    let world = World::start().await;
    let application = world.website("organizations");
    let mut accounts = Vec::new();
    for person in ["ada", "bruno"] {
        let account = sign_in(&application, person, SCOPE).await;
        assert_eq!(account.home_account_id, world.home_account_id(person));
        accounts.push(account);
    }
    let mut homes: Vec<_> = accounts.iter().map(|account| account.home_account_id.clone()).collect();
    homes.sort();
    assert_eq!(world.stores.names().await, homes);
    for account in &accounts {
        let cache = world.stores.cache(&PartitionKey::account(&account.home_account_id)).await;
        let known: Vec<_> = cache.accounts().into_iter().map(|known| known.id()).collect();
        assert_eq!(&known, std::slice::from_ref(account));
    }
    // All are renewed at once, and again from the cache.
    for source in [TokenSource::RefreshToken, TokenSource::Cache] {
        if source == TokenSource::RefreshToken {
            world.pass(3600);
        }
        for (account, got) in renew_many(&application, &accounts, 50).await {
            let owner = format!("{}.{}", claim(&got.access_token, "oid"), claim(&got.access_token, "tid"));
            assert_eq!(owner, account.home_account_id);
        }
    }
    assert_eq!(world.switches().redemptions("refresh_token"), 2, "one for each user, however many asked");
}

#[tokio::test]
async fn whoever_names_the_cache_of_another_user_gets_nothing_of_it() {
    let world = World::start().await;
    let application = world.website("organizations");
    let ada = sign_in(&application, "ada", SCOPE).await;
    let nobody = AccountId { home_account_id: world.home_account_id("bruno"), ..ada.clone() };
    interaction(silently(&application, &nobody).await);
    assert!(application.account(&nobody).await.unwrap().is_none());
    assert_eq!(application.account(&ada).await.unwrap().unwrap().username(), "ada@lumenworks.example");
}

#[tokio::test]
async fn sign_out_takes_one_user_and_leaves_the_others() {
    let world = World::start().await;
    let application = world.website("organizations");
    let (ada, bruno) =
        (sign_in(&application, "ada", SCOPE).await, sign_in(&application, "bruno", SCOPE).await);
    let address =
        application.browser_sign_out(sign_in::BrowserSignOutRequest::new(ada.clone())).await.unwrap();
    assert!(address.unwrap().query().unwrap().contains("logout_hint"));
    let removed = application.sign_out(&ada).await.unwrap();
    assert_eq!((removed.goes.accounts, removed.goes.refresh_tokens), (1, 1));
    interaction(silently(&application, &ada).await);
    assert_eq!(token(silently(&application, &bruno).await).source, TokenSource::Cache);
    let request =
        SilentRequest { refresh: Refresh::Always, ..SilentRequest::new(bruno, vec![SCOPE.to_owned()]) };
    assert_eq!(token(application.acquire_token_silent(request).await).source, TokenSource::RefreshToken);
}

#[tokio::test]
async fn what_one_session_signs_in_to_is_known_in_no_other() {
    let world = World::start().await;
    let everywhere = world.website("organizations");
    let session = |secret: &str| everywhere.in_session(Secret::new(secret.to_owned()));
    let (office, home) = (session("office"), session("home"));
    let ada = sign_in(&office, "ada", SCOPE).await;
    assert_eq!(token(silently(&office, &ada).await).source, TokenSource::Cache);
    for other in [&home, &everywhere] {
        interaction(silently(other, &ada).await);
    }
    assert_eq!(sign_in(&home, "ada", SCOPE).await, ada);
    let keys =
        ["office", "home"].map(|name| PartitionKey::session(&ada.home_account_id, &Secret::new(name.into())));
    let mut names: Vec<_> = keys.iter().map(|key| key.as_str().to_owned()).collect();
    names.sort();
    assert_eq!(world.stores.names().await, names);

    // Each is renewed for itself, even at once.
    world.pass(3600);
    let (of_office, of_home) = tokio::join!(silently(&office, &ada), silently(&home, &ada));
    for got in [of_office, of_home] {
        assert_eq!(token(got).source, TokenSource::RefreshToken);
    }
    office.sign_out(&ada).await.unwrap();
    interaction(silently(&office, &ada).await);
    assert_eq!(token(silently(&home, &ada).await).source, TokenSource::Cache);
}
