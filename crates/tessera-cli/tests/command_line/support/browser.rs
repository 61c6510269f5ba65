use std::{cell::RefCell, collections::HashMap};

use reqwest::{
    Client, RequestBuilder,
    header::{ACCEPT_LANGUAGE, COOKIE, LOCATION, SET_COOKIE},
    redirect::Policy,
};
use url::Url;

/// A browser that knows nothing but HTTP: keeps cookies, follows redirects one by one.
pub(crate) struct Browser {
    client: Client,
    cookies: RefCell<HashMap<String, String>>,
}

struct Page {
    url: Url,
    location: Option<Url>,
    html: String,
}

impl Browser {
    pub(crate) fn new() -> Self {
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { client, cookies: RefCell::default() }
    }

    /// Picks the person on the demo tenant's pages, accepts if asked, and goes back to the program.
    pub(crate) async fn sign_in(&self, link: &Url, person: &str) -> String {
        let page = self.pick(link, person).await;
        match page.location {
            Some(redirect) => self.open(redirect).await,
            None => self.post_answer(&page.html).await,
        }
    }

    /// As far as the address that the provider sends the browser to.
    pub(crate) async fn answer(&self, link: &Url, person: &str) -> Url {
        let page = self.pick(link, person).await;
        page.location.unwrap_or_else(|| panic!("no redirect: {}", page.html))
    }

    /// Opens a link, and gives the page.
    pub(crate) async fn open(&self, link: Url) -> String {
        self.visit(link.clone(), self.client.get(link)).await.html
    }

    async fn pick(&self, link: &Url, person: &str) -> Page {
        let picker = self.visit(link.clone(), self.client.get(link.clone())).await;
        let mut page = self.press(&picker, "person", Some(("person", person))).await;
        if page.location.is_none() {
            page = self.press(&page, "accept", None).await;
        }
        page
    }

    /// Posts the form that carries an answer.
    async fn post_answer(&self, html: &str) -> String {
        let between = |text: &str, start: &str| {
            let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
            rest.split_once('"').unwrap().0.replace("&amp;", "&")
        };
        let url: Url = between(html, "action=\"").parse().unwrap();
        let fields = html.split("<input type=\"hidden\" ").skip(1);
        let form: Vec<_> =
            fields.map(|field| (between(field, "name=\""), between(field, "value=\""))).collect();
        self.visit(url.clone(), self.client.post(url).form(&form)).await.html
    }

    /// Types the code of a device, picks the person, presses "accept" or "cancel", and gives the page it ends on.
    pub(crate) async fn type_code(&self, page: &Url, code: &str, person: &str, decision: &str) -> String {
        let typed = self.client.post(page.clone()).form(&[("user_code", code)]);
        let picker = self.visit(page.clone(), typed).await;
        let consent = self.press(&picker, "person", Some(("person", person))).await;
        self.press(&consent, decision, None).await.html
    }

    async fn press(&self, page: &Page, step: &str, field: Option<(&str, &str)>) -> Page {
        let (_, rest) = page.html.split_once("name=\"attempt\" value=\"").expect("a form");
        let mut form = vec![("attempt", rest.split_once('"').unwrap().0)];
        form.extend(field);
        let url = page.url.join(&format!("/sign-in/{step}")).unwrap();
        self.visit(url.clone(), self.client.post(url).form(&form)).await
    }

    async fn visit(&self, url: Url, request: RequestBuilder) -> Page {
        let held: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(COOKIE, held.join("; ")).header(ACCEPT_LANGUAGE, "en");
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
        }
        let location = response.headers().get(LOCATION);
        let location = location.map(|location| location.to_str().unwrap().parse().unwrap());
        Page { url, location, html: response.text().await.unwrap() }
    }
}
