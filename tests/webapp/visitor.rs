//! Somebody's browser without a window, for tests of many people.

use std::{collections::HashMap, sync::Mutex};

use reqwest::{
    Client, RequestBuilder, StatusCode,
    header::{COOKIE, LOCATION, SET_COOKIE},
    redirect::Policy,
};
use url::Url;

/// More redirects and forms than any sign-in has.
const STEPS: usize = 20;

/// A person of the demo tenant's crowd, with cookies of their own. It takes the app's nodes for one site, as a browser
/// does that has a balancer before it.
pub(crate) struct Visitor {
    number: usize,
    client: Client,
    cookies: Mutex<HashMap<String, String>>,
}

/// What came of a request.
pub(crate) struct Page {
    url: Url,
    pub(crate) status: StatusCode,
    location: Option<Url>,
    pub(crate) text: String,
}

/// A client for all visitors.
pub(crate) fn client() -> Client {
    Client::builder().no_proxy().redirect(Policy::none()).build().unwrap()
}

impl Visitor {
    pub(crate) fn new(number: usize, client: &Client) -> Self {
        Self { number, client: client.clone(), cookies: Mutex::default() }
    }

    /// Their name, with what follows it on a page: no other name has that in it.
    pub(crate) fn name(&self) -> String {
        format!("Person {} of the Crowd", self.number)
    }

    /// Asks for a page, and follows nothing.
    pub(crate) async fn get(&self, address: &str) -> Page {
        let url: Url = address.parse().unwrap();
        self.send(url.clone(), self.client.get(url)).await
    }

    /// Opens a page, signs in and allows what is asked, until there is nothing more to do.
    pub(crate) async fn open(&self, address: &str) -> Page {
        let mut page = self.get(address).await;
        for _ in 0..STEPS {
            page = if let Some(location) = page.location.take() {
                self.send(location.clone(), self.client.get(location)).await
            } else if let Some((action, form)) = self.answer(&page) {
                self.send(action.clone(), self.client.post(action).form(&form)).await
            } else {
                return page;
            };
        }
        panic!("{} is led around in circles", self.name());
    }

    /// What the person sends where the provider asks who they are, or for their consent.
    fn answer(&self, page: &Page) -> Option<(Url, Vec<(&'static str, String)>)> {
        let (_, rest) = page.text.split_once("name=\"attempt\" value=\"")?;
        let attempt = ("attempt", rest.split_once('"')?.0.to_owned());
        let asks_for_consent = page.text.contains("action=\"/sign-in/accept\"");
        let (step, form) = if asks_for_consent {
            ("accept", vec![attempt])
        } else {
            ("person", vec![attempt, ("person", format!("crowd-{}", self.number))])
        };
        Some((page.url.join(&format!("/sign-in/{step}")).ok()?, form))
    }

    async fn send(&self, url: Url, request: RequestBuilder) -> Page {
        let held: Vec<_> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header(COOKIE, held.join("; ")).send().await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
        }
        let location = response.headers().get(LOCATION).map(|to| url.join(to.to_str().unwrap()).unwrap());
        Page { url, status: response.status(), location, text: response.text().await.unwrap() }
    }
}
