use std::collections::HashMap;
use std::sync::Mutex;

use reqwest::header::{ACCEPT_LANGUAGE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, redirect::Policy};
use url::Url;

/// What a person does on the provider's pages.
#[derive(Clone, Copy)]
pub(crate) enum Choice<'a> {
    /// Picks themselves, and accepts if asked.
    Accept(&'a str),
    /// Picks themselves, and declines the consent.
    Decline(&'a str),
    /// Picks themselves, and the answer's state is changed on its way.
    ForgeState(&'a str),
}

/// Keeps cookies, follows redirects one by one.
pub(crate) struct Browser {
    client: Client,
    cookies: Mutex<HashMap<String, String>>,
}

struct Page {
    url: Url,
    location: Option<Url>,
    html: String,
}

impl Browser {
    pub(crate) fn new() -> Self {
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { client, cookies: Mutex::default() }
    }

    /// Comes through a proxy, and trusts that certificate.
    pub(crate) fn through(proxy: &str, certificate_pem: &str) -> Self {
        let client = Client::builder()
            .proxy(reqwest::Proxy::https(proxy).unwrap())
            .tls_certs_merge([reqwest::Certificate::from_pem(certificate_pem.as_bytes()).unwrap()])
            .redirect(Policy::none());
        Self { client: client.build().unwrap(), cookies: Mutex::default() }
    }

    /// Goes through the provider's pages, and gives the page that it ends on.
    pub(crate) async fn go_through(&self, url: &Url, choice: Choice<'_>) -> String {
        let redirect = self.answer(url, choice).await;
        self.get(redirect).await.html
    }

    /// Goes through the provider's pages to the form that carries the answer, posts it, and gives the page that it
    /// ends on.
    pub(crate) async fn go_through_to_form(&self, url: &Url, person: &str) -> String {
        let picker = self.get(url.clone()).await;
        let consent = self.press(&picker, "person", Some(("person", person))).await;
        let page = self.press(&consent, "accept", None).await;
        let (action, fields) = form_in(&page.html);
        let posted = self.client.post(action.clone()).header("Origin", "null").form(&fields);
        self.visit(action, posted).await.html
    }

    /// Goes through the provider's pages to the form that carries the answer, and gives what it would post.
    pub(crate) async fn form_answer(&self, url: &Url, person: &str) -> String {
        let picker = self.get(url.clone()).await;
        let consent = self.press(&picker, "person", Some(("person", person))).await;
        let page = self.press(&consent, "accept", None).await;
        let (_, fields) = form_in(&page.html);
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
    }

    /// Types a device's code, goes through the pages that follow, and gives the one that it ends on.
    pub(crate) async fn type_code(&self, page: &Url, code: &str, choice: Choice<'_>) -> String {
        let (Choice::Accept(person) | Choice::Decline(person) | Choice::ForgeState(person)) = choice;
        let typed = self.client.post(page.clone()).form(&[("user_code", code)]);
        let picker = self.visit(page.clone(), typed).await;
        let consent = self.press(&picker, "person", Some(("person", person))).await;
        let step = if matches!(choice, Choice::Decline(_)) { "cancel" } else { "accept" };
        self.press(&consent, step, None).await.html
    }

    /// Opens an address and gives the page.
    pub(crate) async fn open(&self, url: Url) -> String {
        self.get(url).await.html
    }

    /// Goes through the provider's pages, and gives the address that they send the browser to.
    pub(crate) async fn answer(&self, url: &Url, choice: Choice<'_>) -> Url {
        let (Choice::Accept(person) | Choice::Decline(person) | Choice::ForgeState(person)) = choice;
        let picker = self.get(url.clone()).await;
        let mut page = self.press(&picker, "person", Some(("person", person))).await;
        if page.location.is_none() {
            let step = if matches!(choice, Choice::Decline(_)) { "cancel" } else { "accept" };
            page = self.press(&page, step, None).await;
        }
        let redirect = page.location.unwrap_or_else(|| panic!("no redirect: {}", page.html));
        if matches!(choice, Choice::ForgeState(_)) { with_other_state(&redirect) } else { redirect }
    }

    async fn get(&self, url: Url) -> Page {
        self.visit(url.clone(), self.client.get(url)).await
    }

    async fn press(&self, page: &Page, step: &str, field: Option<(&str, &str)>) -> Page {
        let (_, rest) = page.html.split_once("name=\"attempt\" value=\"").expect("a form");
        let attempt = rest.split_once('"').unwrap().0;
        let mut form = vec![("attempt", attempt)];
        form.extend(field);
        let url = page.url.join(&format!("/sign-in/{step}")).unwrap();
        self.visit(url.clone(), self.client.post(url).form(&form)).await
    }

    async fn visit(&self, url: Url, request: RequestBuilder) -> Page {
        let held: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(COOKIE, held.join("; ")).header(ACCEPT_LANGUAGE, "en");
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
        }
        let location = response.headers().get(LOCATION);
        let location = location.map(|location| location.to_str().unwrap().parse().unwrap());
        Page { url, location, html: response.text().await.unwrap() }
    }
}

/// Where a form goes, and what is hidden in it.
fn form_in(html: &str) -> (Url, Vec<(String, String)>) {
    let between = |text: &str, start: &str| {
        let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
        rest.split_once('"').unwrap().0.replace("&amp;", "&")
    };
    let action = between(html, "action=\"").parse().unwrap();
    let fields = html.split("<input type=\"hidden\" ").skip(1);
    (action, fields.map(|field| (between(field, "name=\""), between(field, "value=\""))).collect())
}

fn with_other_state(redirect: &Url) -> Url {
    let mut forged = redirect.clone();
    let pairs: Vec<(String, String)> = redirect.query_pairs().into_owned().collect();
    let other = |(name, value): (String, String)| {
        if name == "state" { (name, value + "x") } else { (name, value) }
    };
    forged.query_pairs_mut().clear().extend_pairs(pairs.into_iter().map(other));
    forged
}
