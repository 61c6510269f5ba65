//! The sign-in that is under way: one at a time, told to the pages step by step.

mod browser;
mod device_code;
mod ticket;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sign_in::{RedirectHandle, RedirectRefused};
use tokio::sync::watch;
use url::Url;

pub(crate) use self::ticket::{Ended, Ticket};
use crate::{
    error::{Answer, not_found},
    events::Events,
    views::{SignInStage, SignInView, SignInWay, WayBack},
};

/// The newest sign-in, until the person closes it.
#[derive(Clone)]
pub(crate) struct SignIns {
    newest: Arc<Mutex<Newest>>,
    events: Events,
}

#[derive(Default)]
struct Newest {
    last_id: u32,
    running: Option<Running>,
}

struct Running {
    view: SignInView,
    link: Option<Url>,
    redirect: Option<RedirectHandle>,
    cancelled: watch::Sender<bool>,
}

impl SignIns {
    pub(crate) fn new(events: Events) -> Self {
        Self { newest: Arc::default(), events }
    }

    /// Begins a new one; another that still waits is cancelled.
    pub(crate) fn begin(&self, provider_id: &str, way: SignInWay) -> (SignInView, Ticket) {
        let mut newest = self.newest();
        if let Some(running) = &newest.running {
            running.cancelled.send_replace(true);
        }
        newest.last_id = newest.last_id.wrapping_add(1);
        let view = begun(newest.last_id, provider_id, way);
        let (sender, cancelled) = watch::channel(false);
        newest.running = Some(Running { view: view.clone(), link: None, redirect: None, cancelled: sender });
        let ticket = Ticket { id: view.id, cancelled, sign_ins: self.clone() };
        (view, ticket)
    }

    /// The newest one.
    pub(crate) fn view(&self) -> Option<SignInView> {
        self.newest().running.as_ref().map(|running| running.view.clone())
    }

    /// Cancels it.
    pub(crate) fn cancel(&self, id: u32) {
        if let Some(running) = self.newest().running.as_ref().filter(|running| running.view.id == id) {
            running.cancelled.send_replace(true);
        }
    }

    /// The link that a browser is to open.
    pub(crate) fn link(&self, id: u32) -> Answer<Url> {
        let link = self.of(id, |running| running.link.clone());
        link.ok_or_else(|| not_found("the sign-in"))
    }

    /// The code that is to be typed on another device.
    pub(crate) fn user_code(&self, id: u32) -> Answer<String> {
        let code = self.of(id, |running| Some(running.view.device_code.as_ref()?.user_code.clone()));
        code.ok_or_else(|| not_found("the sign-in"))
    }

    /// Takes the address that a browser ended on, pasted by the person.
    pub(crate) fn take_redirect(&self, id: u32, address: &str) -> Answer<()> {
        let redirect = self.of(id, |running| running.redirect.clone());
        Ok(redirect.ok_or(RedirectRefused::Over)?.accept(address)?)
    }

    /// Takes the address that the system handed over, if the newest sign-in waits for it.
    pub(crate) fn take_address(&self, address: &str) -> Result<(), RedirectRefused> {
        let redirect = self.newest().running.as_ref().and_then(|running| running.redirect.clone());
        redirect.ok_or(RedirectRefused::Over)?.accept(address)
    }

    /// Forgets it, once the person has seen how it ended; one that still waits is cancelled.
    pub(crate) fn close(&self, id: u32) {
        if let Some(running) = self.newest().running.take_if(|running| running.view.id == id) {
            running.cancelled.send_replace(true);
        }
    }

    /// Whether tokens are on their way: they would be lost if the program ended now.
    pub(crate) fn is_exchanging(&self) -> bool {
        self.view().is_some_and(|view| view.stage == SignInStage::Exchanging)
    }

    fn of<T>(&self, id: u32, look: impl FnOnce(&Running) -> Option<T>) -> Option<T> {
        let newest = self.newest();
        look(newest.running.as_ref().filter(|running| running.view.id == id)?)
    }

    fn newest(&self) -> MutexGuard<'_, Newest> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn begun(id: u32, provider_id: &str, way: SignInWay) -> SignInView {
    SignInView {
        id,
        provider_id: provider_id.to_owned(),
        way,
        stage: SignInStage::Discovering,
        waits_until: None,
        browser_opened: false,
        way_back: WayBack::Port,
        device_code: None,
        trouble: None,
        account: None,
        error: None,
    }
}
