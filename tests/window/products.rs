//! Each of Microsoft's sign-in services under its own name, which a proxy leads to the demo tenant: described in the
//! form, and signed in at by a real browser.

use demo_tenant::{DemoOptions, DemoTenant, Product, Tls};
use end_to_end::{Browser, CacheCommand, Desktop, Keyring, Proxy, Window, run_cache_command, testid};
use serde_json::Value;

use crate::{
    network::{choose_ca_file, write_certificate},
    row, sign_in_as,
};

const ADA: &str = "ada@lumenworks.example";
const TENANT: &str = "5f0b1c1e-8d2a-4b43-9c64-3a1d7f20e6a1";

/// A desktop that comes to the demo tenant by the product's name, and the window on it.
struct World {
    tenant: DemoTenant,
    proxy: Proxy,
    desktop: Desktop,
    window: Window,
}

impl World {
    /// The window trusts the tenant's authority by its own settings.
    async fn start(product: Product, host: &str, dark: bool) -> Self {
        let host = Some(host.to_owned());
        let options = DemoOptions { product, host, tls: Tls::SelfSigned, ..DemoOptions::default() };
        let tenant = DemoTenant::start(options).await.unwrap();
        let proxy = Proxy::start(tenant.base_url().port().unwrap()).await;
        let mut desktop = Desktop::start(Keyring::Unlocked).await;
        desktop.set_dark(dark);
        desktop.set_variable("HTTPS_PROXY", proxy.address());
        let file = write_certificate(&desktop, &tenant);
        let window = Window::open(&desktop).await;
        choose_ca_file(&window, &file.display().to_string()).await;
        window.reads(&testid("announcement"), "were saved").await;
        window.click(&testid("way-entra")).await;
        window.fill(&testid("provider-client-id"), tenant.client_id()).await;
        Self { tenant, proxy, desktop, window }
    }

    /// Chooses the service and its address, as the person reads it in the hint.
    async fn describe(&self, service: &str, address: &str) {
        self.window.choose(&testid("provider-service"), service).await;
        self.window.fill(&testid("provider-authority"), address).await;
    }

    /// Saves what the form says, signs in, gets a token silently and a new one, and answers the provider as saved.
    async fn signs_in(&self, name: &str, username: &str) -> Value {
        self.window.picture(&format!("provider-{name}")).await;
        self.window.click(&testid("provider-save")).await;
        let link = self.desktop.next_link(0).await;
        let browser = Browser::start_through(&self.proxy).await;
        sign_in_as(&browser, &link, "ada").await;
        browser.close().await;
        self.window.find(&row(username)).await;
        self.window.click(&testid("get-token")).await;
        self.window.find("[data-testid=\"result-outcome\"][data-outcome=\"from-cache\"]").await;
        run_cache_command(&self.desktop, CacheCommand::Expire);
        self.window.find("[data-testid=\"token-row\"][data-kind=\"access\"][data-life=\"expired\"]").await;
        self.window.click(&testid("get-token")).await;
        self.window.find("[data-testid=\"result-outcome\"][data-outcome=\"renewed\"]").await;
        self.window.picture(&format!("signed-in-{name}")).await;
        let settings = std::fs::read(self.desktop.settings_path()).unwrap();
        let settings: Value = serde_json::from_slice(&settings).unwrap();
        assert_eq!(settings["providers"][0]["clientId"], self.tenant.client_id());
        settings["providers"][0].clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_national_cloud_of_entra_signs_in_and_has_no_personal_accounts() {
    let world = World::start(Product::Entra, "login.microsoftonline.us", false).await;
    world.window.click(&testid("provider-audience-consumers")).await;
    world.window.click(&testid("provider-more")).await;
    world.window.choose(&testid("provider-cloud"), "us-government").await;
    world.window.lacks(&testid("provider-audience-consumers")).await;
    let provider = world.signs_in("national-cloud", ADA).await;
    assert_eq!(provider["kind"], "entra");
    assert_eq!(provider["authority"], "https://login.microsoftonline.us/organizations");
    world.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_flow_of_b2c_signs_in() {
    let world = World::start(Product::B2c, "lumenworks.b2clogin.com", true).await;
    let address = "https://lumenworks.b2clogin.com/lumenworks.onmicrosoft.com/B2C_1_signin";
    world.describe("b2c", address).await;
    world.window.click(&testid("provider-more")).await;
    world.window.fill(&testid("provider-scopes"), "api://demo-notebook/Notes.Read").await;
    // Its tokens name nobody but by the name.
    let provider = world.signs_in("b2c-dark", "").await;
    assert_eq!((provider["kind"].as_str(), provider["authority"].as_str()), (Some("b2c"), Some(address)));
    world.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn external_id_signs_in_on_a_domain_of_its_own_too() {
    for (host, address, name) in [
        ("lumenworks.ciamlogin.com", "https://lumenworks.ciamlogin.com".to_owned(), "external-id"),
        (
            "login.lumenworks.example",
            format!("https://login.lumenworks.example/{TENANT}"),
            "external-id-own-domain-dark",
        ),
    ] {
        let world = World::start(Product::ExternalId, host, name.ends_with("dark")).await;
        world.describe("external-id", &address).await;
        let provider = world.signs_in(name, ADA).await;
        assert_eq!(provider["kind"], "external-id");
        assert_eq!(provider["authority"], address);
        world.window.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ad_fs_signs_in_and_says_who_one_is() {
    let world = World::start(Product::Adfs, "adfs.lumenworks.example", false).await;
    let address = "https://adfs.lumenworks.example/adfs";
    world.describe("adfs", address).await;
    let provider = world.signs_in("adfs", ADA).await;
    assert_eq!((provider["kind"].as_str(), provider["authority"].as_str()), (Some("adfs"), Some(address)));
    world.window.click(&testid("who-am-i-ask")).await;
    world.window.find("[data-testid=\"who-am-i-field\"][data-name=\"sub\"]").await;
    world.window.close().await;
}
