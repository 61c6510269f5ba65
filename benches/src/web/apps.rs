//! The web apps that are measured, and how each is started.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use test_servers::free_port;

use super::{
    load::{Visitor, cookies_of},
    people::{CLIENT, ENVIRONMENT, Person, SCOPE, TENANT},
    seed::Seeded,
    server::Server,
};
use crate::{Options, Outcome};

/// A web app, and how its processes share the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum App {
    Ours,
    FlaskSync,
    FlaskThreads,
    Express,
    ExpressCluster,
}

/// Whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Maker {
    Ours,
    Python,
    Node,
}

impl App {
    pub(super) const ALL: [Self; 5] =
        [Self::Ours, Self::FlaskSync, Self::FlaskThreads, Self::Express, Self::ExpressCluster];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ours => "Tessera, `examples/webapp`: one process, sealed",
            Self::FlaskSync => "Flask + MSAL Python: gunicorn, 2 workers (sync)",
            Self::FlaskThreads => "Flask + MSAL Python: gunicorn, 2 workers of 8 threads (gthread)",
            Self::Express => "Express + MSAL Node: one process",
            Self::ExpressCluster => "Express + MSAL Node: cluster of 2 processes",
        }
    }

    pub(super) fn maker(self) -> Maker {
        match self {
            Self::Ours => Maker::Ours,
            Self::FlaskSync | Self::FlaskThreads => Maker::Python,
            Self::Express | Self::ExpressCluster => Maker::Node,
        }
    }

    /// Starts it on what was put into Redis, and answers its visitors, who are signed in.
    pub(super) fn start(self, options: &Options, seeded: &Seeded) -> Outcome<(Server, Vec<Visitor>)> {
        let port = free_port();
        let mut command = match self {
            Self::Ours => ours(Command::new(built()?), seeded, port),
            Self::FlaskSync => flask(options, port, &["--worker-class", "sync"]),
            Self::FlaskThreads => flask(options, port, &["--worker-class", "gthread", "--threads", "8"]),
            Self::Express => express(options, port, "1"),
            Self::ExpressCluster => express(options, port, "2"),
        };
        let authority = format!("https://{ENVIRONMENT}/{TENANT}");
        command.envs([("REDIS_URL", seeded.redis_url()), ("AUTHORITY", authority)]);
        command.envs([("CLIENT_ID", CLIENT), ("SCOPE", SCOPE), ("SECRET_KEY", "that signs the cookies")]);
        let server = Server::start(&mut command, port)?;
        let visitors = match self {
            Self::Ours => seeded.visitors(),
            _ => seeded.people.iter().map(|person| entered(&server, person)).collect::<Outcome<_>>()?,
        };
        Ok((server, visitors))
    }
}

/// Our example: built for servers, beside the release build that this is; in a build for tests, as that is.
fn built() -> Outcome<PathBuf> {
    let own = std::env::current_exe()?;
    let place = if cfg!(debug_assertions) { (1, "webapp") } else { (2, "server/webapp") };
    Ok(own.ancestors().nth(place.0).map(|folder| folder.join(place.1)).unwrap_or_default())
}

/// Our example as that command runs it, and its visitors, who are signed in.
pub(super) fn traced(command: &[&str], seeded: &Seeded) -> Outcome<(Server, Vec<Visitor>)> {
    let [program, arguments @ ..] = command else { return Err("there is no command to run it with".into()) };
    let port = free_port();
    let mut command = Command::new(program);
    command.args(arguments);
    Ok((Server::start(&mut ours(command, seeded, port), port)?, seeded.visitors()))
}

fn ours(mut command: Command, seeded: &Seeded, port: u16) -> Command {
    command.arg("--listen").arg(format!("127.0.0.1:{port}"));
    command.arg("--cache").arg(seeded.redis_url()).arg("--key-ring").arg(seeded.key_ring());
    command.env("WEBAPP_TENANT", TENANT).env("WEBAPP_CLIENT_ID", CLIENT);
    command.env("WEBAPP_CLIENT_SECRET", "a secret that nobody is shown");
    command
}

fn flask(options: &Options, port: u16, workers: &[&str]) -> Command {
    let mut command = Command::new(options.web_peers.join("python/bin/gunicorn"));
    command.args(["--workers", "2", "--log-level", "warning", "--bind"]).arg(format!("127.0.0.1:{port}"));
    command.args(workers).arg("--chdir").arg(web(options)).arg("flask_app:app");
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn express(options: &Options, port: u16, processes: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(web(options).join("express_app.mjs")).arg(options.web_peers.join("node"));
    command.env("PORT", port.to_string()).env("PROCESSES", processes).env("NODE_ENV", "production");
    command
}

fn web(options: &Options) -> PathBuf {
    Path::new(&options.scripts).join("web")
}

/// A person whom the app has given its cookies.
fn entered(server: &Server, person: &Person) -> Outcome<Visitor> {
    let Person { home_account_id, username, .. } = person;
    let path =
        format!("/enter?home_account_id={home_account_id}&environment={ENVIRONMENT}&username={username}");
    Ok(Visitor { person: person.clone(), cookies: cookies_of(server.address, &path)? })
}
