//! The two sides of polkit that a test can take: the agent, which asks a person for it, and a stand-in for polkit itself.
//!
//! The agent stands in for the desktop's dialog and for the check of a password. polkit asks nobody about programs of root,
//! as which tests may run: for the window there is the stand-in, which answers as `polkit_asks` saw polkit answer.

#![allow(
    clippy::used_underscore_binding,
    reason = "the code that zbus makes of an interface hands over every argument"
)]

use std::{collections::HashMap, time::Duration};

use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use zbus::{
    Connection, DBusError,
    zvariant::{OwnedValue, Value},
};

use crate::{
    process::{as_root, own_user},
    system_bus::SystemBus,
};

pub(crate) const NAME: &str = "org.freedesktop.PolicyKit1";
const PATH: &str = "/org/freedesktop/PolicyKit1/Authority";
const INTERFACE: &str = "org.freedesktop.PolicyKit1.Authority";
const PATIENCE: Duration = Duration::from_secs(30);
const AGENT: &str = "/dev/tessera/tests/agent";

type Details = HashMap<String, String>;
type Identity = (String, HashMap<String, OwnedValue>);
type Action = (String, String, String, String, String, String, u32, u32, u32, Details);

/// What polkit says of a question that was not answered.
#[derive(Debug, DBusError)]
#[zbus(prefix = "org.freedesktop.PolicyKit1.Error")]
enum Unanswered {
    #[zbus(error)]
    ZBus(zbus::Error),
    Cancelled(String),
}

/// What the person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Types the right password.
    Authenticates,
    /// Closes the dialog.
    Declines,
    /// Is not asked: no agent runs.
    NobodyAsks,
}

/// A question to a person.
#[derive(Debug)]
pub struct Question {
    /// The action's ID.
    pub action: String,
    /// The words of the dialog; empty from the stand-in, whose agent would have them.
    pub message: String,
    /// The users any of whom may authenticate.
    pub users: Vec<u32>,
    reply: oneshot::Sender<Reply>,
}

impl Question {
    /// Answers it.
    pub fn reply(self, reply: Reply) {
        self.reply.send(reply).expect("somebody waits for the answer");
    }

    /// Waits until nobody wants an answer any longer.
    pub async fn is_taken_back(mut self) {
        timeout(PATIENCE, self.reply.closed()).await.expect("it is still asked");
    }
}

/// The questions that come; the bus that they come over is kept with them.
#[derive(Debug)]
pub struct Questions {
    coming: mpsc::UnboundedReceiver<Question>,
    _bus: Connection,
}

impl Questions {
    /// The next one.
    pub async fn next(&mut self) -> Question {
        let question = timeout(PATIENCE, self.coming.recv()).await.expect("nobody is asked");
        question.expect("the bus is there")
    }

    /// Whether none came that was not looked at.
    pub fn is_empty(&self) -> bool {
        self.coming.is_empty()
    }
}

impl SystemBus {
    /// Takes part in polkit as the agent that asks about that process.
    pub async fn agent_of(&self, process: u32) -> Questions {
        let (questions, coming) = mpsc::unbounded_channel();
        let bus = self.connect().await;
        let agent = Agent { address: self.address().to_owned(), questions, asked: Asked::default() };
        bus.object_server().at(AGENT, agent).await.expect("the path is free");
        let subject = HashMap::from([("pid", Value::U32(process)), ("start-time", Value::U64(0))]);
        let call = (("unix-process", subject), "en_US.UTF-8", AGENT);
        let done =
            bus.call_method(Some(NAME), PATH, Some(INTERFACE), "RegisterAuthenticationAgent", &call).await;
        done.expect("polkit takes the agent");
        Questions { coming, _bus: bus }
    }

    /// Stands in for polkit, with one action.
    pub async fn stand_in_for_polkit(&self, action: &'static str) -> Questions {
        let (questions, coming) = mpsc::unbounded_channel();
        let bus = self.connect().await;
        let authority = Authority { action, questions, asked: Asked::default() };
        bus.object_server().at(PATH, authority).await.expect("the path is free");
        bus.request_name(NAME).await.expect("the name is free");
        Questions { coming, _bus: bus }
    }
}

/// What takes back the questions that are asked, by the names that the other side has given them.
#[derive(Debug, Default)]
struct Asked(tokio::sync::Mutex<HashMap<String, oneshot::Sender<()>>>);

impl Asked {
    /// Waits for the reply to a question, unless it is taken back.
    async fn wait_for(&self, name: &str, reply: oneshot::Receiver<Reply>) -> Result<Reply, Unanswered> {
        let (take_back, nobody_asks) = oneshot::channel();
        self.0.lock().await.insert(name.to_owned(), take_back);
        let cancelled = || Unanswered::Cancelled("taken back".to_owned());
        tokio::select! {
            reply = reply => reply.map_err(|_| cancelled()),
            _ = nobody_asks => Err(cancelled()),
        }
    }

    async fn take_back(&self, name: &str) {
        if let Some(take_back) = self.0.lock().await.remove(name) {
            // It may be answered already.
            let _ = take_back.send(());
        }
    }
}

struct Agent {
    address: String,
    questions: mpsc::UnboundedSender<Question>,
    asked: Asked,
}

#[zbus::interface(name = "org.freedesktop.PolicyKit1.AuthenticationAgent")]
impl Agent {
    async fn begin_authentication(
        &self,
        action: String,
        message: String,
        _icon: String,
        _details: Details,
        cookie: String,
        identities: Vec<Identity>,
    ) -> Result<(), Unanswered> {
        let users = identities.iter().filter_map(|(_, of)| u32::try_from(of.get("uid")?).ok());
        let users: Vec<u32> = users.collect();
        let first = users.first().copied().unwrap_or_default();
        let (reply, answered) = oneshot::channel();
        let _ = self.questions.send(Question { action, message, users, reply });
        match self.asked.wait_for(&cookie, answered).await? {
            Reply::Authenticates => {
                authenticate(&self.address, &cookie, first);
                Ok(())
            }
            _ => Err(Unanswered::Cancelled("the dialog was closed".to_owned())),
        }
    }

    async fn cancel_authentication(&self, cookie: String) {
        self.asked.take_back(&cookie).await;
    }
}

/// Tells polkit, as root, that the user has authenticated: what its helper does once PAM has taken a password.
fn authenticate(address: &str, cookie: &str, user: u32) {
    let mut command = as_root("env");
    command.arg(format!("DBUS_SYSTEM_BUS_ADDRESS={address}"));
    command.args(["gdbus", "call", "--system", "--dest", NAME, "--object-path", PATH]);
    command.args(["--method", &format!("{INTERFACE}.AuthenticationAgentResponse2")]);
    command.args([&own_user().to_string(), cookie, &format!("('unix-user', {{'uid': <uint32 {user}>}})")]);
    let output = command.output().expect("gdbus is installed; ./test does it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

struct Authority {
    action: &'static str,
    questions: mpsc::UnboundedSender<Question>,
    asked: Asked,
}

#[zbus::interface(name = "org.freedesktop.PolicyKit1.Authority")]
impl Authority {
    fn enumerate_actions(&self, _locale: &str) -> Vec<Action> {
        let text = String::new;
        vec![(self.action.to_owned(), text(), text(), text(), text(), text(), 0, 0, 0, Details::new())]
    }

    async fn check_authorization(
        &self,
        _subject: Identity,
        action: String,
        _details: Details,
        _flags: u32,
        name: String,
    ) -> Result<(bool, bool, Details), Unanswered> {
        let (reply, answered) = oneshot::channel();
        let _ = self.questions.send(Question { action, message: String::new(), users: Vec::new(), reply });
        Ok(match self.asked.wait_for(&name, answered).await? {
            Reply::Authenticates => (true, false, Details::new()),
            Reply::Declines => {
                (false, false, Details::from([("polkit.dismissed".to_owned(), "true".to_owned())]))
            }
            Reply::NobodyAsks => (false, true, Details::new()),
        })
    }

    async fn cancel_check_authorization(&self, name: String) {
        self.asked.take_back(&name).await;
    }
}
