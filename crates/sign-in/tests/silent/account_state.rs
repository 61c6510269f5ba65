//! Whether an account needs a person.

use sign_in::AccountState;
use token_cache::{AccountId, Removal};
use token_store::TokenStoreExt;

use crate::LIFETIME;
use crate::support::World;

#[tokio::test]
async fn an_account_is_ready_then_renews_by_itself_and_without_tokens_has_to_sign_in_again() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    let state = async || world.application.account_state(&account).await.unwrap();
    assert_eq!(state().await, AccountState::Ready);
    world.pass(LIFETIME - 299);
    assert_eq!(state().await, AccountState::RenewsByItself);
    let removal = Removal::Tokens(account.clone());
    world.store.inner.change_with(move |cache| cache.remove(&removal)).await.unwrap();
    assert_eq!(state().await, AccountState::SignInAgain);
}

#[tokio::test]
async fn what_only_another_application_has_is_of_no_use_to_this_one() {
    let world = World::start().await;
    let account = world.sign_in("ada").await;
    let website = world.application_of("Demo Website");
    assert_eq!(website.account_state(&account).await.unwrap(), AccountState::SignInAgain);
    let elsewhere = AccountId { environment: "login.microsoftonline.com".into(), ..account };
    let state = world.application.account_state(&elsewhere).await.unwrap();
    assert_eq!(state, AccountState::SignInAgain, "it is another provider's");
}
