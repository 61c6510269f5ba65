use std::collections::HashMap;

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, redirect::Policy};
use url::Url;

/// Goes through the pages of a provider that it does not know: follows redirects, fills in every form, presses its
/// first button, and ends where no form is left.
pub(crate) struct Walker {
    client: Client,
    cookies: HashMap<String, String>,
    /// What it fills in, by the name of the field.
    answers: HashMap<&'static str, String>,
}

/// A provider with more pages than that goes round in circles.
const MOST_PAGES: usize = 30;

impl Walker {
    pub(crate) fn new(answers: HashMap<&'static str, String>) -> Self {
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { client, cookies: HashMap::new(), answers }
    }

    /// Opens an address. Gives every address that it came to, and the page at the end.
    pub(crate) async fn walk(&mut self, start: &Url) -> (Vec<Url>, String) {
        let mut visited = vec![start.clone()];
        let mut request = self.client.get(start.clone());
        for _ in 0..MOST_PAGES {
            let here = visited.last().unwrap().clone();
            let response = request.header(COOKIE, self.cookie_header()).send().await.unwrap();
            for cookie in response.headers().get_all(SET_COOKIE) {
                let pair = cookie.to_str().unwrap().split(';').next().unwrap();
                let (name, value) = pair.split_once('=').unwrap();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
            if let Some(location) = response.headers().get(LOCATION) {
                let next = here.join(location.to_str().unwrap()).unwrap();
                request = self.client.get(next.clone());
                visited.push(next);
                continue;
            }
            let html = response.text().await.unwrap();
            let Some(form) = Form::first_in(&html) else { return (visited, html) };
            let next = here.join(&form.action).unwrap();
            request = self.client.post(next.clone()).form(&form.filled_in(&self.answers));
            visited.push(next);
        }
        panic!("no end: {visited:?}");
    }

    fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }
}

struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

impl Form {
    fn first_in(html: &str) -> Option<Self> {
        let (_, rest) = html.split_once("<form")?;
        let body = rest.split("</form>").next()?;
        let head = body.split('>').next()?;
        let controls = body.split("<input").skip(1).chain(body.split("<button").skip(1));
        // A button may stand elsewhere and name its form; the first such is the one to press.
        let id = attribute(head, "id");
        let elsewhere = html.split("<button").skip(1).find(|button| {
            let tag = button.split('>').next().unwrap_or_default();
            id.is_some() && attribute(tag, " form") == id
        });
        let controls = controls.chain(elsewhere);
        let field = |tag: &str| {
            let tag = tag.split('>').next()?;
            Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()))
        };
        Some(Self {
            action: attribute(head, "action").unwrap_or_default(),
            fields: controls.filter_map(field).collect(),
        })
    }

    fn filled_in(self, answers: &HashMap<&'static str, String>) -> Vec<(String, String)> {
        let fill = |(name, value): (String, String)| {
            let value = answers.get(name.as_str()).cloned().unwrap_or(value);
            (name, value)
        };
        self.fields.into_iter().map(fill).filter(|(name, _)| name != "abort").collect()
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    Some(rest.split('"').next()?.replace("&amp;", "&").replace("&#x2F;", "/"))
}
